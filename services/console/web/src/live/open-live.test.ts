import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type LiveSource, openLive } from "./open-live.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setup() {
  const opened: (LiveSource & { cursor: string | undefined; closed: boolean })[] = [];
  const told: string[][] = [];
  const states: boolean[] = [];
  const live = openLive({
    connect(cursor) {
      const source = {
        cursor,
        closed: false,
        onopen: null,
        onmessage: null,
        onerror: null,
        close() {
          this.closed = true;
        },
      };
      opened.push(source);
      return source;
    },
    onTopics: (topics) => told.push([...topics]),
    onLive: (state) => states.push(state),
  });
  const last = () => opened.at(-1) as (typeof opened)[number];
  const say = (data: string, lastEventId = "") =>
    last().onmessage?.({ data, lastEventId } as MessageEvent<string>);
  return { live, opened, told, states, last, say };
}

describe("a stream of changes", () => {
  it("passes topics on, and says nothing for a sign of life or what it cannot read", () => {
    const { told, states, say, last } = setup();
    last().onopen?.(new Event("open"));
    say('{"topics":["approvals"]}', "5");
    say('{"topics":[]}');
    say("?");
    expect(told).toEqual([["approvals"]]);
    expect(states).toEqual([true]);
  });

  it("goes on behind what it heard last", () => {
    const { opened, states, say, last } = setup();
    say('{"topics":["messages"]}', "7");
    last().onerror?.(new Event("error"));
    expect(states).toEqual([true, false]);
    expect(opened[0]?.closed).toBe(true);
    vi.advanceTimersByTime(600);
    expect(last().cursor).toBe("7");
  });

  it("is lost at once when the network is known to be gone, and back as soon as it is", () => {
    const { live, opened, states, last } = setup();
    last().onopen?.(new Event("open"));
    live.lose();
    live.lose();
    expect(states).toEqual([true, false]);
    live.retry();
    expect(opened).toHaveLength(2);
    last().onopen?.(new Event("open"));
    expect(states).toEqual([true, false, true]);
  });

  it("counts silence as a loss", () => {
    const { opened, states, last } = setup();
    last().onopen?.(new Event("open"));
    vi.advanceTimersByTime(39_000);
    expect(states).toEqual([true]);
    vi.advanceTimersByTime(2_000);
    expect(states).toEqual([true, false]);
    expect(opened).toHaveLength(2);
  });

  it("tries more and more seldom, and at once when asked to", () => {
    const { live, opened, last } = setup();
    for (const wait of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      last().onerror?.(new Event("error"));
      const before = opened.length;
      vi.advanceTimersByTime(wait - 1);
      expect(opened).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(opened).toHaveLength(before + 1);
    }
    last().onerror?.(new Event("error"));
    const before = opened.length;
    live.retry();
    expect(opened).toHaveLength(before + 1);
  });

  it("opens nothing any more once it is closed", () => {
    const { live, opened, last } = setup();
    last().onerror?.(new Event("error"));
    live.close();
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(1);
  });
});
