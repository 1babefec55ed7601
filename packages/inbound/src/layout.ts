/** Knows which epoch updates are added to at present: read again every second, and where a seal says so. */
import type { IngestLayout } from "@lumenflow/db";
import { type Component, describeError, type Logger } from "@lumenflow/runtime";

export interface Layouts {
  current(): Promise<IngestLayout>;
  openAfter(sealed: number): Promise<IngestLayout>;
}

export interface LayoutOptions {
  readonly partitions: Layouts;
  /** Called when the epoch has changed. */
  readonly changed: () => void;
  readonly logger: Logger;
}

export interface Layout {
  readonly component: Component;
  /** @throws Error before the start */
  current(): IngestLayout;
  /** Resolves once a later epoch than the sealed one is the current one. */
  after(sealed: number): Promise<void>;
}

/**
 * The seal is what order rests on: whoever still adds to an old epoch meets it. The look every
 * second is for a seal that a wiped Redis forgot. While Postgres is away the last layout stays.
 */
const lookMs = 1_000;

export function createLayout({ partitions, changed, logger }: LayoutOptions): Layout {
  let known: IngestLayout | undefined;
  let timer: NodeJS.Timeout | undefined;
  let opening: Promise<void> | undefined;
  let stopped = false;

  function learn(layout: IngestLayout): void {
    if (known !== undefined && layout.epoch <= known.epoch) return;
    known = layout;
    changed();
  }

  async function look(): Promise<void> {
    try {
      learn(await partitions.current());
    } catch (error) {
      logger.debug({ err: describeError(error) }, "could not look for another epoch");
    }
    again();
  }

  function again(): void {
    if (!stopped) timer = setTimeout(look, lookMs).unref();
  }

  async function open(sealed: number): Promise<void> {
    try {
      learn(await partitions.openAfter(sealed));
    } finally {
      opening = undefined;
    }
    if (current().epoch > sealed) return;
    throw new Error(
      `epoch ${sealed} is sealed in the queue, but Postgres knows none after it. ` +
        "Where Postgres was restored to an earlier state: lumenflow partitions set <count>",
    );
  }

  function current(): IngestLayout {
    if (known === undefined) throw new Error("the intake has not been started");
    return known;
  }

  return {
    current,
    async after(sealed) {
      if (current().epoch > sealed) return;
      opening ??= open(sealed);
      await opening;
    },
    component: {
      name: "intake",
      async start() {
        learn(await partitions.current());
        again();
      },
      async stop() {
        stopped = true;
        clearTimeout(timer);
      },
    },
  };
}
