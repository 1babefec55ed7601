import type { ClaimAnswer, TakenLine } from "@lumenflow/db";
import { digestOfParts } from "@lumenflow/outbound";
import { createLogger, createMetrics } from "@lumenflow/runtime";
import { defaultPacing, type Outcome } from "@lumenflow/telegram";
import pLimit from "p-limit";
import { expect, test } from "vitest";
import { createSenderMetrics } from "../metrics.ts";
import { createSchedule } from "../pacing/schedule.ts";
import { createRunPart } from "./run-part.ts";

const workspaceId = "ws_1";
const line = { connectionId: "conn_1", workspaceId, fence: "7" } as TakenLine;
const meaning = { code: "x", description: "", remedy: "" };
const sent: Outcome = { ...meaning, class: "delivered", messageIds: ["1"] };
const unreached: Outcome = { ...meaning, class: "not_delivered_retry", unreached: true };

/** Runs the parts of as many chats, with so many connections to Telegram, whose answers the test gives. */
function running({ connections, chats }: { connections: number; chats: number }) {
  let moment = 1_000_000;
  const now = () => moment;
  // Nothing waits here but for a connection, or for what the calls came to.
  const limits = { ...defaultPacing, botPerSecond: 1_000, chatPerSecond: 1_000 };
  const schedule = createSchedule({ limits, now });
  const logger = createLogger({ name: "test", level: "silent" });
  const claimed: string[] = [];
  const answers = new Map<string, (outcome: Outcome) => void>();
  let begins = true;
  const runPart = createRunPart({
    ...{ line, schedule, logger, now, begins: () => begins },
    metrics: createSenderMetrics(createMetrics({ defaults: false })),
    whenFree: pLimit(connections),
    claims: {
      async claim({ partId }) {
        claimed.push(partId);
        return { answer: granted(partId), askedAt: now() };
      },
    },
    sendPart: ({ partId }) =>
      new Promise((resolve) => answers.set(partId, (outcome) => resolve({ outcome }))),
    results: { record: async () => true },
    outbox: { holdChat: async () => undefined, holdConnection: async () => undefined },
    doubtOwnership: () => undefined,
    moved: () => undefined,
    needsPerson: async () => undefined,
  });
  for (let n = 1; n <= chats; n += 1) schedule.add(partOf(n));
  /** Begins whatever is due. */
  async function go() {
    for (let next = schedule.next(); next.kind === "part"; next = schedule.next()) {
      void runPart(next.part);
      moment += 1;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  async function answer(id: string, outcome: Outcome) {
    answers.get(id)?.(outcome);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    ...{ schedule, claimed, go, answer },
    stop: () => {
      begins = false;
    },
    pass: (ms: number) => {
      moment += ms;
    },
    /** Milliseconds until something may go. */
    wait() {
      const next = schedule.next();
      return next.kind === "wait" ? next.until - moment : 0;
    },
  };
}

const partOf = (seq: number) => ({
  ...{ id: String(seq), workspaceId, messageId: `msg_${seq}`, chatId: String(seq), seq },
  ...{ priority: 0, paid: false, notBefore: 0 },
});

function granted(partId: string): ClaimAnswer {
  const part = { method: "sendMessage", payload: { chat_id: partId, text: "hello" }, files: [] };
  const subject = { botId: "1", chatId: partId, threadId: null, parts: [part] };
  const digested = { ...subject, chatIds: [partId] };
  return {
    kind: "claimed",
    part: {
      ...{ partId, workspaceId, messageId: `msg_${partId}`, chatId: partId, attempt: 1, ...part },
      ...{ digest: digestOfParts({ ...digested, workspaceId }), digested },
      ...{ botStatus: null, paid: false, paidAllowed: false },
    },
  };
}

test("no more is claimed than there are connections, in the order of the line", async () => {
  const { go, answer, claimed } = running({ connections: 2, chats: 4 });
  await go();
  expect(claimed).toEqual(["1", "2"]);
  await answer("2", sent);
  expect(claimed).toEqual(["1", "2", "3"]);
});

test("what waits for a connection while its owner ends goes back unclaimed", async () => {
  const { go, answer, claimed, stop, schedule } = running({ connections: 1, chats: 3 });
  await go();
  stop();
  await answer("1", sent);
  expect(claimed).toEqual(["1"]);
  expect([schedule.size, schedule.underWay]).toEqual([2, 0]);
});

test("what waits for a connection while its bot is told to wait goes back unclaimed", async () => {
  const { go, answer, claimed, schedule, pass } = running({ connections: 1, chats: 3 });
  await go();
  schedule.holdBot(1_005_000);
  await answer("1", sent);
  expect(claimed).toEqual(["1"]);
  pass(5_000);
  await go();
  expect(claimed).toEqual(["1", "2"]);
});

test("calls that fail together to reach Telegram are one failure, those after the wait the next", async () => {
  const { go, answer, claimed, wait, pass } = running({ connections: 10, chats: 10 });
  await go();
  expect(claimed).toHaveLength(10);
  for (const id of [...claimed]) await answer(id, unreached);
  expect(wait()).toBe(1_000);
  pass(1_001);
  await go();
  expect(claimed).toHaveLength(20);
  for (const id of claimed.slice(10)) await answer(id, unreached);
  expect(wait()).toBe(2_000);
});
