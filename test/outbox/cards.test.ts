/** Cards in Telegram: who gets one, whose press counts, and that nobody gets anything out by way of them. */
import { newToken } from "@lumenflow/approvals";
import { newId } from "@lumenflow/db";
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { cardsDesk as desk, labelsOf, png } from "./cards-desk.ts";

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
  await world.sql("UPDATE workspaces SET second_factor_required = true");
  expect(await world.press(card, { chat: ada, by: ada })).toMatch(/second factor/);
  await world.sql("UPDATE workspaces SET second_factor_required = false");
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

test("who can be played in the sandbox is asked nothing about real bots, and decides nothing", async () => {
  const world = await desk();
  const ada = await world.link("ada");
  const real = await world.connect();
  const chat = await world.chat(real.botId);
  const turn = (root: string) =>
    world.sql("UPDATE connections SET api_root = $2 WHERE id = $1", [real.connectionId, root]);
  const played = await world.send(real.connectionId, chat, "played", { silent: true });
  const card = await world.card(ada, "played");
  expect(card.text).toContain("without a sound");
  await turn("https://api.telegram.org");
  expect(await world.press(card, { chat: ada, by: ada })).toMatch(/In the sandbox nobody/);
  expect((await world.message(played.body.id)).status).toBe("pending_approval");
  await world.send(real.connectionId, chat, "to a customer");
  await world.asking("of the sandbox");
  await world.card(ada, "of the sandbox");
  const texts = (await world.shown(ada)).map(({ text }) => text ?? "");
  expect(texts.join("\n")).not.toContain("to a customer");
  await turn(`${world.telegramOrigin()}/sandbox`);
  await world.press(card, { chat: ada, by: ada });
  await world.until(played.body.id, "sent");
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

test("what a card cannot hold follows in replies to it, and is approved there once they have come", async () => {
  const world = await desk();
  const ada = await world.link("ada");
  const photo = await world.upload(new Uint8Array(png), "cat.png");
  const content = { type: "photo", uploadId: photo.body.id, caption: "a cat" };
  const asked = await world.askAs(content);
  const card = await world.cardWith(ada, "a cat", "Approve", "Reject");
  expect(card.text).toMatch(/1\. Photo cat\.png \(1 KB\): a cat/);
  expect(card.text).toContain("stands in the latest reply");
  // Not a moment before: as it arrived the card had nothing to approve by.
  const cards = await world.calls(world.botId);
  const first = cards.find(({ payload }) => payload.chat_id === ada && /a cat/.test(payload.text));
  expect(JSON.stringify(first?.payload)).not.toContain('Approve"');
  expect(JSON.stringify(first?.payload)).toContain("Reject");
  const [shown] = await world.calls(world.botId, "sendPhoto");
  expect(shown?.payload).toMatchObject({
    ...{ chat_id: ada, caption: "a cat" },
    reply_parameters: { message_id: card.message_id },
  });
  await world.press(card, { chat: ada, by: ada });
  await world.until(asked.id, "sent");
  // Telegram may have asked to come again.
  const photos = (await world.calls(world.botId, "sendPhoto")).filter(({ applied }) => applied);
  expect(photos.map(({ payload }) => payload.chat_id)).toEqual([ada, world.chatId]);

  // Every part, to the last letter, with its buttons on the card alone.
  const long = `long ${"x".repeat(4_080)}`;
  const buttons = [[{ text: "More", url: "https://example.org/" }]];
  const second = await world.asking(long, undefined, { buttons });
  const about = await world.cardWith(ada, "long x", "Approve", "Reject");
  expect(about.text).toMatch(/… \(\d+ more characters\)$/);
  expect(about.text).toContain("[More](https://example.org/)");
  const reply = (await world.shown(ada)).find(({ text }) => text === long);
  expect(reply).toMatchObject({ reply_to_message: { message_id: about.message_id } });
  expect(reply?.reply_markup).toBeUndefined();

  // Another version is shown anew, and nothing that was pressed before approves it.
  const { digest } = (await world.api("GET", `/approvals/${second.approvalId}`)).body;
  const edited = `long ${"y".repeat(4_080)}`;
  await world.rule("require_approval", { all: [] });
  await world.sql("UPDATE approvals SET required = 2 WHERE id = $1", [second.approvalId]);
  await world.api("POST", `/approvals/${second.approvalId}/resolve`, {
    caller: "bo",
    body: { decision: "approved", digest, content: { type: "text", text: edited } },
  });
  const after = await world.cardWith(ada, "long y", "Approve", "Reject");
  expect((await world.shown(ada)).at(-1)?.text).toBe(edited);
  expect(await world.press(about, { chat: ada, by: ada })).toMatch(/not current/);
  await world.press(after, { chat: ada, by: ada });
  await world.until(second.id, "sent");
});

test("what Telegram does not show in replies is approved in the console alone", async () => {
  const world = await desk();
  const ada = await world.link("ada");
  const answer = {
    status: 400,
    errorCode: 400,
    description: "Bad Request: PHOTO_INVALID_DIMENSIONS",
  };
  const { botId } = world;
  await world.control("POST", "/faults", { botId, method: "sendPhoto", chatId: ada, answer });
  const photo = await world.upload(new Uint8Array(png), "cat.png");
  const content = { type: "photo", uploadId: photo.body.id, caption: "a cat" };
  const asked = await world.askAs(content);
  const refused = await eventually(async () => {
    const card = await world.card(ada, "a cat");
    return card.text?.includes("Approve it in the console") && card;
  });
  expect(labelsOf(refused)).toEqual(["Reject"]);
  // What changes another message means nothing in another chat.
  const change = await world.askAs({ type: "delete", messageIds: ["7"] });
  const card = await world.card(ada, "deleteMessage");
  expect(labelsOf(card)).toEqual(["Reject"]);
  for (const { id } of [asked, change]) {
    expect((await world.message(id)).status).toBe("pending_approval");
  }
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

test("in quiet hours no card comes, and when they are over it does; whoever has one is reminded by a reply", async () => {
  const world = await desk();
  const [ada, bo] = [await world.link("ada"), await world.link("bo")];
  const { workspaceId, database } = world;
  const choice = { workspaceId, userId: world.ids.bo, channels: ["telegram"] };
  const quietHours = { zone: "UTC", from: "00:00", to: "24:00" };
  await database.notices.choose({ ...choice, quietHours });
  const asked = await world.asking("By night?", { expiresAfter: "2h", remindBefore: "30m" });
  const card = await world.card(ada, "By night?");
  // It is settled who is told now, and when to ask again about the rest.
  await eventually(async () => {
    const due =
      "SELECT 1 FROM approvals WHERE id = $1 AND cards_due_at > now() + interval '1 minute'";
    return (await world.sql(due, [asked.approvalId])).length > 0;
  });
  expect(await world.shown(bo)).not.toContainEqual(
    expect.objectContaining({ text: expect.stringContaining("By night?") }),
  );
  await world.sql("UPDATE approvals SET remind_at = now() WHERE id = $1", [asked.approvalId]);
  const reminders = async (chat: string) =>
    (await world.shown(chat)).filter(({ text }) => text?.startsWith("⏰"));
  const [reminder] = await eventually(async () => {
    const found = await reminders(ada);
    return found.length > 0 && found;
  });
  expect(reminder).toMatchObject({
    text: expect.stringMatching(/^⏰ This still waits for a decision, \d h \d+ min left\.$/),
    reply_to_message: { message_id: card.message_id },
  });
  await database.notices.choose({ ...choice, quietHours: null });
  await world.sql("UPDATE approvals SET cards_due_at = now() WHERE id = $1", [asked.approvalId]);
  await world.card(bo, "By night?");
  expect([(await reminders(ada)).length, (await reminders(bo)).length]).toEqual([1, 0]);
});
