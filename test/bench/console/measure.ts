/** What the browser says of a page: how long presses waited for a paint, and what kept it from painting. */
import type { Page } from "playwright-core";
import { eventually } from "../../harness/index.ts";

interface Act {
  readonly press: () => Promise<unknown>;
  /** What the press was for is there: with the answer of the server, where one is needed. */
  readonly until?: () => Promise<unknown>;
}

interface Walk {
  readonly step: () => Promise<unknown>;
  readonly reached: () => Promise<boolean>;
}

interface Heard {
  /** Milliseconds from each press to the paint after it. */
  readonly events: number[];
  /** Milliseconds of each task of more than 50. */
  readonly tasks: number[];
  readonly rows: number;
}

interface Figures extends Heard {
  readonly ready: number[];
}

/** Runs in the page: listens from now on, and gives away what it has heard. */
const listener = `
  window.heard = { events: [], tasks: [] };
  new PerformanceObserver((list) => {
    for (const { name, duration, interactionId } of list.getEntries())
      if (interactionId > 0 && /^(keydown|pointerup|click)$/.test(name)) heard.events.push(duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: false });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) heard.tasks.push(duration);
  }).observe({ type: "longtask", buffered: false });
`;
/** After a paint: what was measured up to it has been told. */
const told = `new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => {
  const { events, tasks } = window.heard;
  window.heard = { events: [], tasks: [] };
  resolve({ events, tasks, rows: document.querySelectorAll("main li").length });
}, 60)))`;

export async function measurePage(page: Page) {
  await page.evaluate(listener);
  const figures = new Map<string, Figures>();

  async function keep(name: string, ready: number[]): Promise<Figures> {
    const { events, tasks, rows } = (await page.evaluate(told)) as Heard;
    const before = figures.get(name);
    const sum = {
      // Below the observer's threshold of one frame nothing is told.
      events: [...(before?.events ?? []), events.length > 0 ? Math.max(...events) : 16],
      tasks: [...(before?.tasks ?? []), ...tasks],
      rows: Math.max(before?.rows ?? 0, rows),
      ready: [...(before?.ready ?? []), ...ready],
    };
    figures.set(name, sum);
    return sum;
  }

  return {
    async act(name: string, { press, until }: Act) {
      const from = performance.now();
      await press();
      await until?.();
      await keep(name, until === undefined ? [] : [performance.now() - from]);
    },
    async walk(name: string, { step, reached }: Walk) {
      const from = performance.now();
      await eventually(
        async () => {
          await step();
          await keep(name, []);
          return reached();
        },
        { timeoutMs: 300_000, intervalMs: 1 },
      );
      await keep(name, [performance.now() - from]);
    },
    print() {
      for (const [name, { events, tasks, rows, ready }] of figures) {
        console.log(
          `${name.padEnd(48)} paint ≤ ${most(events)} ms   longest task ${most(tasks)} ms   ` +
            `there after ${most(ready)} ms   ${String(rows).padStart(4)} rows in the page`,
        );
      }
    },
  };
}

function most(values: readonly number[]): string {
  return (values.length === 0 ? "–" : Math.max(...values).toFixed(0)).padStart(5);
}
