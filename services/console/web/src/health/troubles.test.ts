import { describe, expect, it } from "vitest";
import type { Health } from "../api/contract.ts";
import { troublesIn } from "./troubles.ts";

const well: Health = {
  at: "2026-11-26T03:00:00.000Z",
  minutes: [],
  latency: { receiving: null, waiting: null, calling: null, delivering: null },
  backlog: { messages: [], deliveries: { count: 0, oldestAt: null } },
  bots: [],
  errors: [],
  workers: [{ role: "sender", alive: 1, lastSeenAt: "2026-11-26T02:59:58.000Z" }],
  queues: [],
};
const bot: Health["bots"][number] = {
  ...{ connectionId: "conn_1", username: "help_bot", status: "active", lastSecond: 0 },
  ...{ lastMinute: 0, perSecond: 30, queued: 0, holdUntil: null, paused: false },
};
const keys = (change: Partial<Health>) => troublesIn({ ...well, ...change }).map(({ key }) => key);

describe("what needs a look", () => {
  it("is nothing where all is well, however much waits for its turn", () => {
    const turn = { reason: "turn", count: 900, oldestAt: "2026-11-26T02:58:00.000Z" } as const;
    const backlog = { ...well.backlog, messages: [turn] };
    expect(keys({ bots: [bot], backlog })).toEqual([]);
  });

  it("is a role that nobody runs, before all else", () => {
    const workers = [{ role: "sender", alive: 0, lastSeenAt: "2026-11-26T01:00:00.000Z" }];
    expect(keys({ workers, bots: [{ ...bot, paused: true }] })).toEqual(["role sender", "paused"]);
  });

  it("is a bot in trouble, a doubt, a failure and a line that does not move", () => {
    const old = "2026-11-26T02:00:00.000Z";
    const messages = [
      { reason: "uncertain", count: 1, oldestAt: old },
      { reason: "turn", count: 2, oldestAt: old },
    ] as const;
    expect(
      keys({
        bots: [{ ...bot, status: "action_required" }],
        backlog: { ...well.backlog, messages: [...messages] },
        errors: [{ stage: "sending", code: "chat_not_found", count: 2, lastAt: old }],
      }),
    ).toEqual(["conn_1", "doubt", "failed", "stuck"]);
  });
});
