/** A desk with people who decide, a bot, and rules that say who is asked. */
import { expect } from "vitest";
import { escalate } from "../../services/keeper/src/timers/escalate.ts";
import { addPeople } from "./people.ts";
import { setup, type World } from "./setup.ts";

/** `ada` and `bo` are approvers, `cy` is an admin. */
export async function approversDesk() {
  const world = await setup({ sender: false });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  const ids = await addPeople(world, { ada: "approver", bo: "approver", cy: "admin" });
  const keeper = escalate({ database: world.database });
  return {
    ...world,
    ...bot,
    chatId,
    ids,
    keep: () => keeper.run(),
    /** Asks under a rule with these terms. */
    async ask(
      approval: object,
      {
        effect = "require_approval",
        text = "Hello",
        requester = "sidekick",
        ...more
      }: AskOptions = {},
    ) {
      const body = { name: "r", effect, when: { pattern: [text] }, approval, priority: 1 };
      const made = await world.api("POST", "/policies", { caller: "owner", body });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      const { connectionId } = bot;
      const message = { connectionId, chatId, content: { type: "text", text }, ...more };
      const key = crypto.randomUUID();
      const asked = await world.api("POST", "/messages", { caller: requester, key, body: message });
      const { approvalId, id } = asked.body;
      const see = async (caller = "ada") =>
        (await world.api("GET", `/approvals/${approvalId}`, { caller })).body;
      const { digest } = await see();
      return {
        approvalId: approvalId as string,
        messageId: id as string,
        digest: digest as string,
        see,
        decide: (caller: string, more: object = {}) =>
          world.api("POST", `/approvals/${approvalId}/resolve`, {
            caller,
            body: { decision: "approved", digest, ...more },
          }),
      };
    },
  };
}

interface AskOptions {
  readonly text?: string;
  readonly effect?: string;
  readonly requester?: string;
  readonly expiresAt?: string;
}

/** Its level has had its time. */
export async function letTimePass({ sql }: Pick<World, "sql">, approvalId: string) {
  await sql("UPDATE approvals SET escalate_at = now() WHERE id = $1", [approvalId]);
}
