/** Cards in Telegram: who gets one, whose press counts, and that nobody gets anything out by way of them. */
import { digestOfCode, newToken } from "@lumenflow/approvals";
import { newId } from "@lumenflow/db";
import { answerApprovers } from "@lumenflow/jobs";
import type { ApproverInput } from "@lumenflow/telegram";
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { addPeople } from "./people.ts";
import { setup, unlimited } from "./setup.ts";

interface Shown {
  readonly message_id: number;
  readonly text?: string;
  readonly reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] };
}

async function desk() {
  const world = await setup({ limits: unlimited });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  const people = { ada: "approver", bo: "approver", cy: "admin" } as const;
  const ids = await addPeople(world, people);
  const { connectionId } = bot;
  const { workspaceId, database, queues } = world;
  let updates = 0;

  /** As if Telegram had brought it. */
  async function hear(input: ApproverInput, by = connectionId, workspace = workspaceId) {
    updates += 1;
    const receivedAt = new Date().toISOString();
    const heard = { workspaceId: workspace, connectionId: by, updateId: String(updates), input };
    await database.telegramApprovals.noteInputs([{ ...heard, receivedAt }]);
    await queues.ringAll(answerApprovers, [{ connectionId: by }]);
    await eventually(async () => {
      const waiting = await database.telegramApprovals.waitingInputs(by, 10);
      return waiting.length === 0;
    });
  }

  async function code(kind: "private" | "group", userId: string | null): Promise<string> {
    const made = newToken();
    await database.telegramApprovals.addCode({
      ...{ workspaceId, connectionId, kind, userId, digest: digestOfCode(made) },
      ...{ createdBy: "system", minutes: 15 },
    });
    return made;
  }

  const say = (said: string, chat: string, chatKind: "private" | "group", telegramUserId: string) =>
    hear({ kind: "code", code: said, chatId: chat, chatKind, title: chat, telegramUserId });

  async function shown(chat: string): Promise<Shown[]> {
    const found = await world.control<{ data: Shown[] }>("GET", `/chats/${chat}/messages`);
    return found.data;
  }

  return {
    ...world,
    ...bot,
    chatId,
    ids,
    hear,
    code,
    say,
    shown,

    /** Links somebody's account; returns it. */
    async link(name: keyof typeof ids): Promise<string> {
      const account = await world.chat(bot.botId);
      await say(await code("private", ids[name]), account, "private", account);
      return account;
    },

    async linkGroup(): Promise<string> {
      const chat = await world.group(bot.botId);
      await say(await code("group", null), chat, "group", "1");
      return chat;
    },

    card: (chat: string, about: string): Promise<Shown> =>
      eventually(async () => {
        const all = await shown(chat);
        return all.findLast(({ text }) => text?.includes(about)) ?? false;
      }),

    /** What whoever pressed was told. */
    async press(card: Shown, at: { chat: string; by: string; label?: string; messageId?: string }) {
      const label = at.label ?? "Approve";
      const button = card.reply_markup?.inline_keyboard.flat().find(({ text }) => text === label);
      await hear({
        kind: "press",
        callbackQueryId: `q${updates}`,
        data: button?.callback_data ?? "",
        chatId: at.chat,
        messageId: at.messageId ?? String(card.message_id),
        telegramUserId: at.by,
      });
      const calls = await world.calls(bot.botId, "answerCallbackQuery");
      return calls.at(-1)?.payload.text;
    },

    /** Asks with any content; what came of it. */
    async askAs(content: object, chat = chatId) {
      return (await world.ask(connectionId, chat, content)).body;
    },

    async asking(text: string, approval?: object, more: object = {}) {
      if (approval !== undefined) {
        const id = newId("policy");
        await world.sql(
          `INSERT INTO policies (id, workspace_id, name, priority, effect, "when", approval)
           VALUES ($1, $2, $1, 1, 'require_approval', $3, $4)`,
          [id, workspaceId, { pattern: [text] }, approval],
        );
      }
      const { body } = await world.send(connectionId, chatId, text, more);
      return body as { id: string; approvalId: string };
    },
  };
}

test("whoever is asked gets a card; two of them release the message, and all cards say so", async () => {
  const world = await desk();
  const [ada, bo, cy, group] = [
    await world.link("ada"),
    await world.link("bo"),
    await world.link("cy"),
    await world.linkGroup(),
  ];
  const approvers = [`user:${world.ids.ada}`, `user:${world.ids.bo}`];
  const asked = await world.asking("two please", { approvers, required: 2 });
  const mine = await world.card(ada, "two please");
  const shared = await world.card(group, "two please");
  expect(mine.text).toContain("0 of 2");
  expect((await world.shown(cy)).some(({ text }) => text?.includes("two please"))).toBe(false);

  expect(await world.press(shared, { chat: group, by: cy })).toMatch(/others to decide/);
  expect(await world.press(mine, { chat: ada, by: ada })).toBe("Approved, 1 of 2.");
  // Nobody counts twice, wherever they press.
  await world.press(shared, { chat: group, by: ada });
  expect((await world.message(asked.id)).status).toBe("pending_approval");
  await eventually(async () => (await world.card(bo, "two please")).text?.includes("1 of 2"));
  const theirs = await world.card(bo, "two please");
  expect(await world.press(theirs, { chat: bo, by: bo })).toBe("Approved.");
  await world.until(asked.id, "sent");
  for (const chat of [ada, bo, group]) {
    await eventually(async () => {
      const card = await world.card(chat, "two please");
      return card.text?.startsWith("✅ Approved by ada, bo") && card.reply_markup === undefined;
    });
  }
  expect(await world.press(shared, { chat: group, by: cy, label: "Reject" })).toMatch(/others/);
  expect(await world.press(mine, { chat: ada, by: ada, label: "Reject" })).toMatch(/Too late/);
});

test("a press counts on its own card, for whom it is linked, as long as they may", async () => {
  const world = await desk();
  const ada = await world.link("ada");
  const group = await world.linkGroup();
  const asked = await world.asking("press me");
  const card = await world.card(ada, "press me");
  const shared = await world.card(group, "press me");
  // The data under another message, in another chat, by another bot, of somebody unknown.
  const elsewhere = String(card.message_id + 100);
  expect(await world.press(card, { chat: ada, by: ada, messageId: elsewhere })).toMatch(/belong/);
  expect(await world.press(card, { chat: group, by: ada })).toMatch(/belong/);
  expect(await world.press(shared, { chat: group, by: "4242" })).toMatch(/not an approver/);
  const other = await world.connect();
  const data = card.reply_markup?.inline_keyboard[0]?.[0]?.callback_data ?? "";
  const stolen = { kind: "press", callbackQueryId: "q", data, chatId: ada } as const;
  const press = { ...stolen, messageId: String(card.message_id), telegramUserId: ada };
  await world.hear(press, other.connectionId);
  expect((await world.calls(other.botId, "answerCallbackQuery")).at(-1)?.payload.text).toMatch(
    /not current/,
  );
  const invented = { ...press, data: newToken() };
  await world.hear(invented);
  expect((await world.message(asked.id)).status).toBe("pending_approval");
  // Whoever lost their role, or their link, decides nothing.
  await world.sql("UPDATE members SET role = 'viewer' WHERE user_id = $1", [world.ids.ada]);
  expect(await world.press(card, { chat: ada, by: ada })).toMatch(/role/);
  await world.sql("UPDATE members SET role = 'approver' WHERE user_id = $1", [world.ids.ada]);
  const { data: links } = (await world.api("GET", "/telegram-links", { caller: "ada" })).body;
  const own = links.find(({ kind }: { kind: string }) => kind === "private");
  const forbidden = await world.api("DELETE", `/telegram-links/${own.id}`, { caller: "bo" });
  expect(forbidden.status).toBe(404);
  const ended = await world.api("DELETE", `/telegram-links/${own.id}`, { caller: "ada" });
  expect(ended.status).toBe(204);
  expect(await world.press(card, { chat: ada, by: ada })).toMatch(/belong/);
  expect(await world.press(shared, { chat: group, by: ada })).toMatch(/not an approver/);
  expect((await world.message(asked.id)).status).toBe("pending_approval");
});

test("after an edit the card shows the new version, and a press on the old one decides nothing", async () => {
  const world = await desk();
  const ada = await world.link("ada");
  const asked = await world.asking("as it was", { required: 2 });
  const before = await world.card(ada, "as it was");
  const { digest } = (await world.api("GET", `/approvals/${asked.approvalId}`)).body;
  const content = { type: "text", text: "as it is" };
  const edited = await world.api("POST", `/approvals/${asked.approvalId}/resolve`, {
    caller: "bo",
    body: { decision: "approved", digest, content },
  });
  expect(edited.body.status).toBe("pending");
  const after = await world.card(ada, "as it is");
  expect(after.message_id).toBe(before.message_id);
  expect(await world.press(before, { chat: ada, by: ada })).toMatch(/not current/);
  expect((await world.message(asked.id)).status).toBe("pending_approval");
  expect(await world.press(after, { chat: ada, by: ada })).toBe("Approved.");
  await world.until(asked.id, "sent");
});

test("what a card cannot show to the last letter is rejected there, never approved", async () => {
  const world = await desk();
  const ada = await world.link("ada");
  const labels = (card: Shown) => card.reply_markup?.inline_keyboard.flat().map(({ text }) => text);
  await world.asking(`long ${"x".repeat(4_080)}`);
  expect(labels(await world.card(ada, "long x"))).toEqual(["Reject"]);
  const photo = await world.upload(new Uint8Array(png), "cat.png");
  const content = { type: "photo", uploadId: photo.body.id, caption: "a cat" };
  const asked = await world.askAs(content);
  expect(labels(await world.card(ada, "a cat"))).toEqual(["Reject"]);
  expect((await world.message(asked.id)).status).toBe("pending_approval");
});

test("nobody but the system changes a card, and nothing else is ever taken for the system's", async () => {
  const world = await desk();
  const ada = await world.link("ada");
  await world.asking("careful");
  const card = await world.card(ada, "careful");
  await world.rule("auto_approve", { chatId: [ada] });
  const messageId = String(card.message_id);
  for (const content of [
    { type: "editText", messageId, text: "Press for a raise" },
    { type: "editButtons", messageId },
    { type: "delete", messageIds: [messageId] },
  ]) {
    const refused = await world.askAs(content, ada);
    expect(refused, JSON.stringify(content)).toMatchObject({ code: "E004" });
  }
  const forged = (chat: string) =>
    world.sql(
      `INSERT INTO messages (id, workspace_id, connection_id, chat_id, origin, status, content,
         options, digest, requester_kind, requester_id, requester_name, policy_effect)
       VALUES ($1, $2, $3, $4, 'system', 'queued', '{}', '{}', 'd', 'system', 's', 's', 'auto_approve')`,
      [newId("message"), world.workspaceId, world.connectionId, chat],
    );
  await expect(forged(world.chatId)).rejects.toThrow("not linked");
  const plain = await world.asking("mine");
  const turned = world.sql("UPDATE messages SET origin = 'system' WHERE id = $1", [plain.id]);
  await expect(turned).rejects.toThrow("keeps its origin");
  const asked = await world.api("POST", "/messages", {
    key: "origin",
    body: {
      ...{ connectionId: world.connectionId, chatId: ada, origin: "system" },
      content: { type: "text", text: "hi" },
    },
  });
  expect(asked.body.code).toBe("E010");
});

test("a code links once, in the kind of chat that it is for", async () => {
  const world = await desk();
  const made = await world.api("POST", "/telegram-links", {
    caller: "ada",
    body: { connectionId: world.connectionId },
  });
  expect(made.status).toBe(201);
  const { code, url } = made.body;
  expect(url).toContain(`?start=${code}`);
  const kept = await world.sql("SELECT * FROM telegram_link_codes");
  expect(JSON.stringify(kept)).not.toContain(code);
  const links = async () =>
    (await world.api("GET", "/telegram-links", { caller: "cy" })).body.data.map(
      ({ title }: { title: string }) => title,
    );
  // Posted in a group it is everybody's: used up, and nobody is linked.
  await world.say(code, await world.group(world.botId), "group", "7");
  await world.say(code, "7", "private", "7");
  expect(await links()).toEqual([]);
  const good = await world.code("private", world.ids.ada);
  const [first, second] = [await world.chat(world.botId), await world.chat(world.botId)];
  await world.say(good, first, "private", first);
  await world.say(good, second, "private", second);
  expect(await links()).toEqual([first]);
  // Another account takes the place of the one before.
  await world.say(await world.code("private", world.ids.ada), second, "private", second);
  expect(await links()).toEqual([second]);
  // A key has no account, and an approver decides nothing about groups.
  world.principal("approver", { kind: "user", scopes: ["approvals:decide"] });
  for (const [caller, kind] of Object.entries({ sidekick: "private", approver: "group" })) {
    const body = { connectionId: world.connectionId, kind };
    const refused = await world.api("POST", "/telegram-links", { caller, body });
    expect(refused.body.code, `${caller} ${kind}`).toBe("E004");
  }
});

test("an escalation brings the card to who is asked next", async () => {
  const world = await desk();
  const cy = await world.link("cy");
  const asked = await world.asking("nobody there", {
    ...{ approvers: [`user:${world.ids.ada}`], escalateAfter: "1h" },
    escalateTo: ["role:admin"],
  });
  await world.sql("UPDATE approvals SET escalate_at = now() WHERE id = $1", [asked.approvalId]);
  const card = await world.card(cy, "nobody there");
  expect(card.text).toContain("Escalated");
  await world.press(card, { chat: cy, by: cy });
  await world.until(asked.id, "sent");
});

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("in quiet hours no card comes, and when they are over it does", async () => {
  const world = await desk();
  const [ada, bo] = [await world.link("ada"), await world.link("bo")];
  const { workspaceId, database } = world;
  const choice = { workspaceId, userId: world.ids.bo, channels: ["telegram"] };
  const quietHours = { zone: "UTC", from: "00:00", to: "24:00" };
  await database.notices.choose({ ...choice, quietHours });
  const asked = await world.asking("By night?");
  await world.card(ada, "By night?");
  // It is settled who is told now, and when to ask again about the rest.
  await eventually(async () => {
    const due =
      "SELECT 1 FROM approvals WHERE id = $1 AND cards_due_at > now() + interval '1 minute'";
    return (await world.sql(due, [asked.approvalId])).length > 0;
  });
  expect(await world.shown(bo)).not.toContainEqual(
    expect.objectContaining({ text: expect.stringContaining("By night?") }),
  );
  await database.notices.choose({ ...choice, quietHours: null });
  await world.sql("UPDATE approvals SET cards_due_at = now() WHERE id = $1", [asked.approvalId]);
  await world.card(bo, "By night?");
});
