/** Keeps one stream of changes open: hears of silence, comes back by itself, misses nothing in between. */

export interface LiveSource {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent<string>) => void) | null;
  onerror: ((event: Event) => void) | null;
  close(): void;
}

export interface OpenLiveOptions {
  /** Opens the stream; `cursor` is where the one before ended. */
  readonly connect: (cursor: string | undefined) => LiveSource;
  readonly onTopics: (topics: readonly string[]) => void;
  /** True when it begins to live, false when it is lost. */
  readonly onLive: (live: boolean) => void;
}

/** The server gives a sign of life every 15 s. */
const silenceMs = 40_000;
const firstRetryMs = 500;
const longestRetryMs = 15_000;

export interface OpenLive {
  /** The network is known to be gone: an open stream would say so only by its silence. */
  lose(): void;
  /** Tries at once, such as when the network is back or the page is looked at again. */
  retry(): void;
  close(): void;
}

export function openLive({ connect, onTopics, onLive }: OpenLiveOptions): OpenLive {
  let source: LiveSource | undefined;
  let cursor: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let live = false;
  let failures = 0;

  function open(): void {
    clearTimeout(timer);
    source?.close();
    const opened = connect(cursor);
    source = opened;
    timer = setTimeout(lost, silenceMs);
    opened.onopen = () => {
      failures = 0;
      heard();
    };
    opened.onmessage = ({ data, lastEventId }) => {
      if (lastEventId !== "") cursor = lastEventId;
      heard();
      const told = topicsIn(data);
      if (told.length > 0) onTopics(told);
    };
    // We try again ourselves: the browser gives up for good on an answer that is no stream.
    opened.onerror = lost;
  }

  function heard(): void {
    clearTimeout(timer);
    timer = setTimeout(lost, silenceMs);
    if (live) return;
    live = true;
    onLive(true);
  }

  function lost(): void {
    source?.close();
    clearTimeout(timer);
    timer = setTimeout(open, Math.min(firstRetryMs * 2 ** failures, longestRetryMs));
    failures += 1;
    live = false;
    onLive(false);
  }

  open();
  return {
    lose() {
      if (live) lost();
    },
    retry() {
      if (!live) open();
    },
    close() {
      clearTimeout(timer);
      source?.close();
    },
  };
}

function topicsIn(data: string): string[] {
  try {
    const { topics } = JSON.parse(data) as { topics?: unknown };
    return Array.isArray(topics) ? topics.filter((topic) => typeof topic === "string") : [];
  } catch {
    return [];
  }
}
