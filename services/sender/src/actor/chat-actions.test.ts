import { defaultPacing } from "@lumenflow/telegram";
import { expect, test } from "vitest";
import { createSchedule } from "../pacing/schedule.ts";
import { createChatActions } from "./chat-actions.ts";

const typing = { chatId: "1", threadId: null, action: "typing" };
const delivered = {
  class: "delivered",
  code: "ok",
  description: "",
  remedy: "",
  messageIds: [],
} as const;

function prepared(botPerSecond: number) {
  let time = 0;
  const now = () => time;
  const limits = { ...defaultPacing, botPerSecond };
  const schedule = createSchedule({ limits, now });
  const shown: string[] = [];
  let asked = [typing];
  const actions = createChatActions({
    take: async () => asked.splice(0),
    call: async ({ chatId }) => {
      shown.push(chatId);
      return delivered;
    },
    schedule,
    now,
  });
  return {
    schedule,
    actions,
    shown,
    ask: (chatIds: string[]) => {
      asked = chatIds.map((chatId) => ({ ...typing, chatId }));
    },
    at: (ms: number) => {
      time = ms;
    },
  };
}

test("an action goes at once where the bot has a slot, and takes it", async () => {
  const { actions, schedule, shown } = prepared(1);
  await actions.fetch();
  await actions.next().show?.();
  expect(shown).toEqual(["1"]);
  expect(actions.next()).toEqual({ dueAt: Number.POSITIVE_INFINITY });
  // The bot's second is used up: a message waits for the next one.
  schedule.add({
    ...{ id: "p", workspaceId: "w", messageId: "m", chatId: "2", seq: 1, priority: 0 },
    paid: false,
    notBefore: 0,
  });
  expect(schedule.next().kind).toBe("wait");
});

test("without a slot it waits for one, but never longer than it is worth something", async () => {
  const { actions, shown, ask, at } = prepared(1);
  ask(["1", "2", "3"]);
  await actions.fetch();
  await actions.next().show?.();
  const { show, dueAt } = actions.next();
  expect(show).toBeUndefined();
  expect(dueAt).toBeGreaterThan(0);
  at(dueAt);
  await actions.next().show?.();
  expect(shown).toEqual(["1", "2"]);
  at(4_000);
  expect(actions.next()).toEqual({ dueAt: Number.POSITIVE_INFINITY });
});

test("a bot that Telegram holds shows nothing", async () => {
  const { actions, schedule, shown } = prepared(30);
  schedule.holdBot(10_000);
  await actions.fetch();
  expect(actions.next()).toEqual({ dueAt: 10_000 });
  expect(shown).toEqual([]);
});
