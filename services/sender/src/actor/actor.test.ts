import type { TakenLine } from "@lumenflow/db";
import { defaultPacing } from "@lumenflow/telegram";
import { expect, test, vi } from "vitest";
import type { Part } from "../pacing/part.ts";
import { createSchedule } from "../pacing/schedule.ts";
import { createActor } from "./actor.ts";

const line: TakenLine = {
  connectionId: "conn_1",
  workspaceId: "ws_1",
  fence: "7",
  lastSeq: 0,
  open: true,
  heldMs: 0,
  pacing: {},
  stoodStill: false,
  botToken: "sealed",
  actionAsked: false,
};

/** An actor at work, whose calls are answered when the test says so. */
function running() {
  const now = () => performance.now();
  const schedule = createSchedule({ limits: defaultPacing, now });
  const answers = new Map<string, () => void>();
  const add = (id: string) =>
    schedule.add({
      ...{ id, workspaceId: "ws_1", messageId: `msg_${id}`, chatId: id },
      ...{ seq: Number(id), priority: 0, paid: false, notBefore: 0 },
    });
  const runPart = (part: Part) =>
    new Promise<void>((resolve) => {
      answers.set(part.id, () => {
        schedule.answered(part);
        schedule.remove(part);
        resolve();
      });
    });
  const actor = createActor({
    line,
    schedule,
    now,
    runPart,
    reader: { heard: 0, hear: () => undefined, wants: () => false, read: async () => undefined },
    chatActions: {
      fetch: async () => undefined,
      next: () => ({ dueAt: Number.POSITIVE_INFINITY }),
    },
    outbox: { look: async () => [] },
    othersWaiting: async () => false,
    limitsOf: () => defaultPacing,
  });
  const begun = () => [...answers.keys()];
  return { actor, add, begun, answer: (id: string) => answers.get(id)?.() };
}

/** Paused with one call under way, and with one more part in its line. */
async function pausedInACall() {
  const { actor, add, ...rest } = running();
  add("1");
  const ending = actor.run();
  await vi.waitFor(() => expect(rest.begun()).toEqual(["1"]));
  actor.see({ ...line, open: false });
  add("2");
  actor.hear(2);
  return { actor, ending, ...rest };
}

test("a pause that is lifted while a call is under way does not make the line wait for its answer", async () => {
  const { actor, ending, begun, answer } = await pausedInACall();
  actor.see({ ...line, open: true });
  await vi.waitFor(() => expect(begun()).toEqual(["1", "2"]));
  actor.stop({ kind: "yielded" });
  answer("1");
  answer("2");
  expect(await ending).toEqual({ kind: "yielded" });
});

test("a paused line begins nothing more, and its run ends with the last answer", async () => {
  const { ending, begun, answer } = await pausedInACall();
  answer("1");
  expect(await ending).toEqual({ kind: "closed", reason: "paused or closed" });
  expect(begun()).toEqual(["1"]);
});
