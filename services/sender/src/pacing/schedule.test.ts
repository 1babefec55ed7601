import { defaultPacing, type PacingLimits } from "@lumenflow/telegram";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Part } from "./part.ts";
import { createSchedule } from "./schedule.ts";
import { type Arrival, mostWithin, type SimulatedPart, simulate } from "./simulate.ts";

const instant = { delays: () => ({ there: 0, back: 0 }) };
const limits: PacingLimits = {
  botPerSecond: 6,
  chatPerSecond: 1,
  groupPerMinute: 4,
  paidPerSecond: 9,
};

const chatIds = ["1", "2", "3", "4", "5", "6", "7", "8", "-100", "-200"];
const someParts = fc.array(
  fc.record({
    chatId: fc.constantFrom(...chatIds),
    priority: fc.constantFrom(0, 1),
    paid: fc.constantFrom(false, false, true),
    at: fc.integer({ min: 0, max: 20_000 }),
  }),
  { maxLength: 80 },
);
/** A network that may be quick, slow, or change its mind, and whose answers overtake one another. */
const someNetwork = fc
  .array(
    fc.record({
      there: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5_000 })),
      back: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5_000 })),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((delays) => ({
    delays: (index: number) => delays[index % delays.length] ?? { there: 0, back: 0 },
  }));

function ofChat(arrivals: readonly Arrival[], chatId: string): Arrival[] {
  return arrivals.filter(({ part }) => part.chatId === chatId);
}

describe("whatever is approved and whatever the network does", () => {
  const property = (check: (arrivals: Arrival[], parts: SimulatedPart[]) => void) =>
    fc.assert(
      fc.property(someParts, someNetwork, (parts, network) => {
        check(simulate({ limits, parts, network }), parts);
      }),
      { numRuns: 300 },
    );

  test("no second sees more arrivals than the bot's limit, nor more of those that cost Stars than theirs", () => {
    property((arrivals) => {
      const [paid = [], free = []] = [true, false].map((which) =>
        arrivals.filter(({ part }) => part.paid === which),
      );
      expect(mostWithin(1_000, free)).toBeLessThanOrEqual(limits.botPerSecond);
      expect(mostWithin(1_000, paid)).toBeLessThanOrEqual(limits.paidPerSecond);
    });
  });

  test("no chat gets two within a second, and no group more than its limit in a minute", () => {
    property((arrivals) => {
      for (const chatId of chatIds) {
        const own = ofChat(arrivals, chatId);
        expect(mostWithin(1_000, own)).toBeLessThanOrEqual(1);
        if (chatId.startsWith("-")) {
          expect(mostWithin(60_000, own)).toBeLessThanOrEqual(limits.groupPerMinute);
        }
      }
    });
  });

  test("everything arrives, and within a chat in the order of the line", () => {
    property((arrivals, parts) => {
      expect(arrivals).toHaveLength(parts.length);
      for (const chatId of chatIds) {
        // Among parts that were there at the same time: a later one may be approved after a send.
        const seqs = ofChat(arrivals, chatId).map(({ part, decidedAt }) => ({
          seq: part.seq,
          at: parts[part.seq - 1]?.at ?? 0,
          decidedAt,
        }));
        for (const [index, each] of seqs.entries()) {
          const overtaken = seqs.slice(index + 1).find((later) => later.seq < each.seq);
          if (overtaken !== undefined) expect(overtaken.at).toBeGreaterThanOrEqual(each.decidedAt);
        }
      }
    });
  });

  test("what an earlier owner sent counts too", () => {
    const past = fc.array(
      fc.record({
        chatId: fc.constantFrom(...chatIds),
        paid: fc.boolean(),
        answeredAt: fc.integer({ min: -60_000, max: 0 }),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(someParts, someNetwork, past, (parts, network, sends) => {
        const arrivals = simulate({ limits, parts, network, past: sends });
        for (const chatId of chatIds.slice(-2)) {
          const before = sends
            .filter((send) => send.chatId === chatId)
            .map(({ answeredAt }) => ({ at: answeredAt }) as Arrival)
            .toSorted((a, b) => a.at - b.at);
          if (mostWithin(60_000, before) > limits.groupPerMinute) continue;
          const all = [...before, ...ofChat(arrivals, chatId)];
          expect(mostWithin(60_000, all)).toBeLessThanOrEqual(limits.groupPerMinute);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("pace", () => {
  const broadcast = (count: number, priority = 1): SimulatedPart[] =>
    Array.from({ length: count }, (_, index) => ({ chatId: String(index + 1), priority, at: 0 }));

  test("a broadcast goes out at 29.8 messages a second, and never above 30", () => {
    const arrivals = simulate({ limits: defaultPacing, parts: broadcast(900), network: instant });
    expect(mostWithin(1_000, arrivals)).toBe(30);
    const seconds = (arrivals.at(-1)?.at ?? 0) / 1_000;
    expect(900 / seconds).toBeGreaterThan(29.7);
    expect(900 / seconds).toBeLessThan(30.1);
  });

  test("slow answers lower the rate rather than break the limit", () => {
    const network = { delays: (index: number) => ({ there: (index * 37) % 100, back: 0 }) };
    const arrivals = simulate({ limits: defaultPacing, parts: broadcast(900), network });
    expect(mostWithin(1_000, arrivals)).toBeLessThanOrEqual(30);
    expect(900 / ((arrivals.at(-1)?.at ?? 0) / 1_000)).toBeGreaterThan(27);
  });

  test("an interactive message waits for one slot, not for the broadcast", () => {
    const urgent = { chatId: "9999", priority: 0, at: 5_000 };
    const arrivals = simulate({
      limits: defaultPacing,
      parts: [...broadcast(600), urgent],
      network: instant,
    });
    const found = ofChat(arrivals, "9999")[0];
    expect(found?.at).toBeLessThan(5_100);
  });

  test("an interactive message behind a bulk one of its chat takes that along", () => {
    const parts = [
      ...broadcast(300),
      { chatId: "300", priority: 0, at: 1_000 },
      { chatId: "5000", priority: 1, at: 0 },
    ];
    const arrivals = simulate({ limits: defaultPacing, parts, network: instant });
    const own = ofChat(arrivals, "300").map(({ part, at }) => ({ seq: part.seq, at }));
    expect(own.map(({ seq }) => seq)).toEqual([300, 301]);
    expect(own[1]?.at).toBeLessThan(2_300);
  });

  test("a slow group holds up nobody else", () => {
    const group = Array.from({ length: 60 }, () => ({ chatId: "-100", priority: 1, at: 0 }));
    const arrivals = simulate({
      limits: defaultPacing,
      parts: [...group, ...broadcast(300)],
      network: instant,
    });
    const others = arrivals.filter(({ part }) => part.chatId !== "-100");
    expect(others.at(-1)?.at).toBeLessThan(11_500);
    expect(mostWithin(60_000, ofChat(arrivals, "-100"))).toBe(20);
  });
});

describe("the paid lane", () => {
  const paid = (count: number): SimulatedPart[] =>
    Array.from({ length: count }, (_, index) => ({
      chatId: String(10_001 + index),
      priority: 1,
      paid: true,
      at: 0,
    }));
  const free = (count: number): SimulatedPart[] =>
    paid(count).map((part, index) => ({ ...part, chatId: String(index + 1), paid: false }));
  const rateOf = (arrivals: readonly Arrival[]) =>
    arrivals.length / ((arrivals.at(-1)?.at ?? 0) / 1_000);

  test("neither lane waits for the other, and each keeps its own limit", () => {
    const arrivals = simulate({
      limits: defaultPacing,
      parts: [...free(300), ...paid(5_000)],
      network: instant,
    });
    const [stars, none] = [true, false].map((which) =>
      arrivals.filter(({ part }) => part.paid === which),
    ) as [Arrival[], Arrival[]];
    expect(mostWithin(1_000, stars)).toBeLessThanOrEqual(1_000);
    expect(mostWithin(1_000, none)).toBe(30);
    expect(rateOf(stars)).toBeGreaterThan(970);
    expect(rateOf(none)).toBeGreaterThan(29.7);
  });

  test("slow answers to what costs Stars leave room for what is free", () => {
    const network = { delays: () => ({ there: 0, back: 2_000 }) };
    const arrivals = simulate({
      limits: defaultPacing,
      parts: [...paid(2_000), ...free(30)],
      network,
    });
    const last = arrivals.filter(({ part }) => !part.paid).at(-1);
    expect(last?.at).toBeLessThan(1_100);
  });

  test("a new owner inherits both lanes, each with what went out in it", () => {
    const limits = { ...defaultPacing, botPerSecond: 3, paidPerSecond: 5 };
    const past = [-400, -300, -200, -100, -10].map((answeredAt, index) => ({
      ...{ chatId: String(90_001 + index), answeredAt },
      paid: true,
    }));
    const parts = [...free(3), ...paid(3)];
    const arrivals = simulate({ limits, parts, network: instant, past });
    const [stars, none] = [true, false].map((which) =>
      arrivals.filter(({ part }) => part.paid === which),
    ) as [Arrival[], Arrival[]];
    const all = [...past.map(({ answeredAt: at }) => ({ at }) as Arrival), ...stars];
    expect(mostWithin(1_000, all)).toBeLessThanOrEqual(5);
    expect(stars[0]?.at).toBeGreaterThan(600);
    expect(none[0]?.at).toBe(0);
  });

  test("within a chat the order of the line and the chat's pace rule over both", () => {
    const parts = [true, false, true, false].map((paid) => ({
      ...{ chatId: "1", priority: 1, at: 0 },
      paid,
    }));
    const arrivals = simulate({ limits: defaultPacing, parts, network: instant });
    expect(arrivals.map(({ part }) => part.seq)).toEqual([1, 2, 3, 4]);
    expect(mostWithin(1_000, arrivals)).toBe(1);
  });
});

describe("a pace that changes while it runs", () => {
  function running(limits: PacingLimits) {
    let time = 0;
    const schedule = createSchedule({ limits, now: () => time });
    let seq = 0;
    const add = (chatId: string) => {
      seq += 1;
      const own = { id: `p${seq}`, workspaceId: "ws", messageId: `m${seq}`, chatId, seq };
      schedule.add({ ...own, priority: 1, paid: false, notBefore: 0 });
    };
    /** Sends what has a slot until then, with an answer at once, and returns when. */
    const until = (end: number): number[] => {
      const sent: number[] = [];
      for (;;) {
        const next = schedule.next();
        if (next.kind === "part") {
          sent.push(time);
          schedule.answered(next.part);
          schedule.remove(next.part);
        } else if (next.until > end) {
          time = end;
          return sent;
        } else time = next.until;
      }
    };
    return { schedule, add, until };
  }

  test("is kept at once when it is lowered, and counts what was sent before", () => {
    const { schedule, add, until } = running(defaultPacing);
    for (let chat = 1; chat <= 200; chat += 1) add(String(chat));
    const before = until(2_000);
    schedule.keep({ ...defaultPacing, botPerSecond: 5 });
    const after = until(6_000);
    expect(before.length).toBeGreaterThan(55);
    // The last second's thirty fill the smaller window first.
    expect(after[0]).toBeGreaterThan(2_800);
    expect(after.length).toBeGreaterThan(14);
    expect(after.length).toBeLessThan(18);
  });

  test("lets go what waited for the slower one", () => {
    const { schedule, add, until } = running({ ...defaultPacing, chatPerSecond: 0.02 });
    for (let n = 0; n < 3; n += 1) add("1");
    expect(until(10_000)).toHaveLength(1);
    schedule.keep(defaultPacing);
    expect(until(13_000)).toHaveLength(2);
  });

  test("of a group is kept over the minute that is past", () => {
    const { schedule, add, until } = running(defaultPacing);
    for (let n = 0; n < 30; n += 1) add("-100");
    expect(until(15_000)).toHaveLength(15);
    schedule.keep({ ...defaultPacing, groupPerMinute: 10 });
    expect(until(50_000)).toHaveLength(0);
    expect(until(75_000).length).toBeLessThanOrEqual(10);
  });
});

describe("what comes back", () => {
  function scheduleAt() {
    let time = 0;
    const schedule = createSchedule({ limits: defaultPacing, now: () => time });
    const part = (seq: number, chatId = "1"): Part => ({
      id: `p${seq}`,
      workspaceId: "ws",
      messageId: `m${seq}`,
      chatId,
      seq,
      priority: 0,
      paid: false,
      notBefore: 0,
    });
    const take = () => {
      const next = schedule.next();
      return next.kind === "part" ? next.part.id : next.until;
    };
    return { schedule, part, take, to: (ms: number) => (time = ms) };
  }

  test("a part put back keeps its place and holds its chat, but no other chat", () => {
    const { schedule, part, take, to } = scheduleAt();
    for (const each of [part(1), part(2), part(3, "2")]) schedule.add(each);
    expect(take()).toBe("p1");
    schedule.answered(part(1));
    schedule.putBack(part(1), 5_000);
    to(100);
    expect(take()).toBe("p3");
    to(4_999);
    expect(take()).toBe(5_000);
    to(5_000);
    expect(take()).toBe("p1");
    expect(take()).toBe(Number.POSITIVE_INFINITY);
  });

  test("a withdrawn part costs its chat and its bot nothing", () => {
    const { schedule, part, take, to } = scheduleAt();
    for (const each of [part(1), part(2)]) schedule.add(each);
    expect(take()).toBe("p1");
    schedule.withdrawn(part(1));
    schedule.remove(part(1));
    to(40);
    expect(take()).toBe("p2");
    expect(schedule.size).toBe(1);
  });

  test("a held chat waits, a held bot waits altogether", () => {
    const { schedule, part, take, to } = scheduleAt();
    for (const each of [part(1), part(2, "2")]) schedule.add(each);
    schedule.holdChat("1", 9_000);
    expect(take()).toBe("p2");
    schedule.answered(part(2, "2"));
    schedule.remove(part(2, "2"));
    expect(take()).toBe(9_000);
    schedule.holdBot(12_000);
    to(9_000);
    expect(take()).toBe(12_000);
    to(12_000);
    expect(take()).toBe("p1");
  });

  test("what gets a later place while it waits goes there", () => {
    const { schedule, part, take, to } = scheduleAt();
    for (const each of [part(1), part(2), part(3)]) schedule.add(each);
    schedule.add({ ...part(1), seq: 4 });
    schedule.add({ ...part(2), seq: 5 });
    const taken = [];
    for (let second = 0; second < 4; second += 1) {
      to(second * 1_100);
      const next = schedule.next();
      if (next.kind === "wait") break;
      taken.push(next.part.id);
      schedule.answered(next.part);
      schedule.remove(next.part);
    }
    expect(taken).toEqual(["p3", "p1", "p2"]);
    to(10_000);
    expect(take()).toBe(Number.POSITIVE_INFINITY);
    expect(schedule.size).toBe(0);
  });

  test("what gets a later place while it is under way goes there once that has ended", () => {
    const { schedule, part, take, to } = scheduleAt();
    for (const each of [part(1), part(2)]) schedule.add(each);
    expect(take()).toBe("p1");
    schedule.add({ ...part(1), seq: 3 });
    schedule.withdrawn(part(1));
    schedule.remove(part(1));
    for (const id of ["p2", "p1"]) {
      expect(take()).toBe(id);
      schedule.remove(part(id === "p2" ? 2 : 3));
      to(5_000);
    }
  });

  test("the same part is never taken twice", () => {
    const { schedule, part, take, to } = scheduleAt();
    schedule.add(part(1));
    schedule.add(part(1));
    expect(take()).toBe("p1");
    schedule.add(part(1));
    schedule.answered(part(1));
    schedule.remove(part(1));
    to(10_000);
    expect(take()).toBe(Number.POSITIVE_INFINITY);
    expect(schedule.size).toBe(0);
  });
});
