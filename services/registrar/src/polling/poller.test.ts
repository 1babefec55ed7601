import type { TakenPoll } from "@lumenflow/db";
import type { Answer, GetUpdates } from "@lumenflow/telegram";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Handed } from "./hand-on.ts";
import { createPoller, type PollerDeps } from "./poller.ts";

const poll: TakenPoll = {
  connectionId: "conn_1",
  workspaceId: "ws_1",
  fence: "3",
  open: true,
  status: "inbound_ready",
  registration: "today",
  allowedUpdates: ["message"],
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const ok = (...result: string[]): Answer<string[]> => ({ kind: "ok", result, elapsedMs: 1 });
const refused = (code: number, description = ""): Answer<string[]> => ({
  kind: "refused",
  code,
  description,
  parameters: {},
  elapsedMs: 1,
});

/** A Telegram that answers one call after another as the test says. */
function setup(options: Partial<PollerDeps> = {}) {
  const asked: GetUpdates[] = [];
  const handed: string[][] = [];
  const answers: ((answer: Answer<readonly string[]>) => void)[] = [];
  const poller = createPoller({
    poll,
    holdSeconds: 20,
    api: {
      getUpdates(request, { signal } = {}) {
        asked.push(request);
        return new Promise((resolve) => {
          answers.push(resolve);
          signal?.addEventListener("abort", () =>
            resolve({ kind: "unknown", written: true, cause: "aborted", elapsedMs: 1 }),
          );
        });
      },
    },
    async handOn(texts): Promise<Handed> {
      handed.push([...texts]);
      return { kind: "durable", confirm: texts.length > 0 ? `after ${texts.at(-1)}` : undefined };
    },
    look: async () => undefined,
    onFailure: async () => ({ waitMs: 5_000 }),
    onSuccess: async () => undefined,
    othersWaiting: async () => false,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms);
        signal.addEventListener("abort", () => resolve());
      }),
    now: () => performance.now(),
    ...options,
  });
  const ended = poller.run();
  return {
    poller,
    ended,
    asked,
    handed,
    async answers(answer: Answer<readonly string[]>, afterMs = 0) {
      await vi.advanceTimersByTimeAsync(afterMs);
      answers.at(-1)?.(answer);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

test("asks with explicit kinds, and confirms with the call after: once", async () => {
  const { asked, answers } = setup();
  expect(asked).toEqual([
    { offset: undefined, limit: 100, timeoutSeconds: 20, allowedUpdates: ["message"] },
  ]);
  await answers(ok("1", "2"));
  await answers(ok(), 20_000);
  await answers(ok("3"));
  expect(asked.map(({ offset }) => offset)).toEqual([undefined, "after 2", undefined, "after 3"]);
});

test("an offset that Telegram may not have seen is sent again", async () => {
  const { asked, answers } = setup();
  await answers(ok("1"));
  await answers(refused(502));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked.map(({ offset }) => offset)).toEqual([undefined, "after 1", "after 1"]);
});

test("what is not durable is not confirmed, and asked for again after a while", async () => {
  const { asked, answers } = setup({
    handOn: async () => ({ kind: "not-durable", waitMs: 250 }),
  });
  await answers(ok("1"));
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(250);
  expect(asked.map(({ offset }) => offset)).toEqual([undefined, undefined]);
});

test("a server that does not hold its answer, or gives the same again, is not asked in a circle", async () => {
  const { asked, answers } = setup();
  await answers(ok());
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  await answers(ok("1"));
  await answers(ok("1"));
  expect(asked).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toHaveLength(4);
});

test("a stop ends the call under way at once; what is being handed on is finished first", async () => {
  const { poller, ended, handed } = setup();
  poller.stop({ kind: "yielded" });
  expect(await ended).toEqual({ kind: "yielded" });
  expect(handed).toEqual([]);

  const durable = Promise.withResolvers<Handed>();
  const busy = setup({ handOn: () => durable.promise });
  await busy.answers(ok("1"));
  busy.poller.stop({ kind: "closed" });
  let over = false;
  void busy.ended.then(() => {
    over = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(over).toBe(false);
  durable.resolve({ kind: "durable", confirm: "2" });
  expect(await busy.ended).toEqual({ kind: "closed" });
  expect(busy.asked).toHaveLength(1);
});

test("a stop ends a wait as well", async () => {
  const { poller, ended, answers } = setup();
  await answers(refused(502));
  poller.stop({ kind: "yielded" });
  expect(await ended).toEqual({ kind: "yielded" });
});

test.each([
  ["another owner", { fence: "4" }, "closed"],
  ["a webhook, a disconnect", { open: false }, "closed"],
  ["another registration, with another token perhaps", { registration: "tomorrow" }, "yielded"],
])("%s ends the run", async (_name, change, kind) => {
  const { poller, ended } = setup();
  poller.see({ ...poll, ...change });
  expect(await ended).toEqual({ kind });
});

test("a conflict that is our own doing is none", async () => {
  const failures: unknown[] = [];
  const { poller, ended, answers } = setup({
    look: async () => poller.see({ ...poll, open: false }),
    async onFailure(answer) {
      failures.push(answer);
      return { waitMs: 0 };
    },
  });
  await answers(refused(409, "Conflict: terminated by setWebhook request"));
  expect(await ended).toEqual({ kind: "closed" });
  expect(failures).toEqual([]);
});

test("a refused token ends the run with what a person can do", async () => {
  const trouble = { cause: "token_refused", reason: "It is refused.", remedy: "Give another." };
  const { ended, answers } = setup({
    onFailure: async () => ({ waitMs: 0, end: { kind: "refused", trouble } }),
  });
  await answers(refused(401));
  expect(await ended).toEqual({ kind: "refused", trouble });
});

test("a slot that others wait for is given up after its slice, not before", async () => {
  const { ended, answers, asked } = setup({ othersWaiting: async () => true });
  await answers(ok(), 20_000);
  expect(asked).toHaveLength(2);
  await answers(ok(), 20_000);
  expect(await ended).toEqual({ kind: "yielded" });
});
