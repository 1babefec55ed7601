import { describe, expect, test } from "vitest";
import { png, webp } from "./media-files.ts";
import { prepared as preparedMedia } from "./media-world.ts";
import { type SetupOptions, unlimited } from "./setup.ts";

async function prepared(options: SetupOptions = {}) {
  const world = await preparedMedia({ limits: unlimited, ...options });
  /** Asks, lets it through, and answers Telegram's id of what was sent or changed. */
  const sent = async (content: object, more: object = {}) => {
    const asked = await world.ask(content, more);
    expect(asked).toMatchObject({ status: 202 });
    await world.approve(asked.body.approvalId);
    return (await world.until(asked.body.id, "sent")).messageIds as string[];
  };
  return { ...world, sent };
}

test("a text is changed through the same gate as it was sent", async () => {
  const world = await prepared();
  const [messageId = ""] = await world.sent({ type: "text", text: "Tomorrow at 9" });
  const content = { type: "editText", messageId, text: "Tomorrow at **10**", format: "markdown" };
  const asked = await world.ask(content, { buttons: [[{ text: "Fine", data: "ok" }]] });
  expect(asked.body).toMatchObject({
    status: "pending_approval",
    parts: [
      {
        method: "editMessageText",
        payload: {
          chat_id: world.chatId,
          message_id: Number(messageId),
          text: "Tomorrow at 10",
          entities: [{ type: "bold", offset: 12, length: 2 }],
          reply_markup: { inline_keyboard: [[{ text: "Fine", callback_data: "ok" }]] },
        },
      },
    ],
  });
  expect(await world.seen()).toMatchObject([{ text: "Tomorrow at 9" }]);
  await world.approve(asked.body.approvalId);
  const done = await world.until(asked.body.id, "sent");
  expect(done.messageIds).toEqual([messageId]);
  expect(await world.seen()).toMatchObject([
    { text: "Tomorrow at 10", edit_date: expect.any(Number) },
  ]);
});

test("a caption, a picture and buttons are changed", async () => {
  const world = await prepared();
  const uploadId = (await world.upload(png(), "a.png")).body.id;
  const buttons = [[{ text: "Go", data: "go" }]];
  const [messageId = ""] = await world.sent(
    { type: "photo", uploadId, caption: "Old" },
    { buttons },
  );
  await world.sent({ type: "editCaption", messageId, caption: "New" }, { buttons });
  expect(await world.seen()).toMatchObject([{ caption: "New", reply_markup: {} }]);
  await world.sent({ type: "editButtons", messageId });
  expect((await world.seen())[0]).not.toHaveProperty("reply_markup");
  const other = (await world.upload(webp(2_000), "b.webp")).body.id;
  const media = { type: "photo", uploadId: other, caption: "Newer" };
  await world.sent({ type: "editMedia", messageId, media });
  expect(await world.seen()).toMatchObject([{ photo: [{ file_size: 2_000 }], caption: "Newer" }]);
});

test("messages are deleted, one or many, and one that is gone already is no failure", async () => {
  const world = await prepared();
  const ids: string[] = [];
  for (const text of ["one", "two", "three"])
    ids.push(...(await world.sent({ type: "text", text })));
  expect(await world.sent({ type: "delete", messageIds: [ids[0]] })).toEqual([ids[0]]);
  expect(await world.sent({ type: "delete", messageIds: ids })).toEqual(ids);
  expect(await world.seen()).toEqual([]);
  expect(await world.sent({ type: "delete", messageIds: [ids[0]] })).toEqual([ids[0]]);
  expect((await world.calls(world.botId, "deleteMessage")).length).toBe(2);
  expect((await world.calls(world.botId, "deleteMessages")).length).toBe(1);
});

test("an edit that changes nothing is done; one of another's message fails with the remedy", async () => {
  const world = await prepared();
  const [messageId = ""] = await world.sent({ type: "text", text: "Same" });
  expect(await world.sent({ type: "editText", messageId, text: "Same" })).toEqual([messageId]);
  const asked = await world.ask({ type: "editText", messageId: "1", text: "Not mine" });
  await world.approve(asked.body.approvalId);
  const failed = await world.until(asked.body.id, "failed");
  expect(failed.failure).toMatchObject({ code: "edit_refused", remedy: expect.any(String) });
});

test.each([
  ["its answer is lost", "drop-after-apply"],
  ["the server fails", { status: 502, html: true }],
])("a change is tried again by itself where %s: nobody is asked", async (_what, answer) => {
  const world = await prepared();
  const [messageId = ""] = await world.sent({ type: "text", text: "Old" });
  await world.control("POST", "/faults", {
    botId: world.botId,
    method: "editMessageText",
    count: 1,
    answer,
  });
  expect(await world.sent({ type: "editText", messageId, text: "New" })).toEqual([messageId]);
  expect(await world.calls(world.botId, "editMessageText")).toHaveLength(2);
  expect(await world.seen()).toMatchObject([{ text: "New" }]);
});

test("a change under way when its sender died is done again by the next one", async () => {
  const world = await prepared({ sender: false });
  await world.rule();
  const asked = await world.ask({ type: "delete", messageIds: ["99"] });
  const { outbox } = world.database;
  const fence = (await outbox.take(world.connectionId))?.fence ?? "";
  const [row] = await outbox.readLine(world.connectionId, 0, 1);
  await outbox.claim([{ connectionId: world.connectionId, fence, partId: row?.id ?? "" }]);
  expect((await world.message(asked.body.id)).status).toBe("sending");
  for (const component of world.senderComponents) await component.start();
  try {
    const { drainOutbox } = await import("@lumenflow/jobs");
    await world.queues.ring(drainOutbox, { connectionId: world.connectionId });
    const done = await world.until(asked.body.id, "sent");
    expect(done.parts[0].attempt).toBe(2);
  } finally {
    for (const component of world.senderComponents.toReversed()) await component.stop();
  }
});

describe("a change is refused", () => {
  test.each<[string, object, object, string]>([
    ["without a text", { type: "editText", messageId: "7", text: " " }, {}, "content.text"],
    [
      "with more than one message's text",
      { type: "editText", messageId: "7", text: "x".repeat(4_097) },
      {},
      "content.text",
    ],
    ["with an id that is none", { type: "editButtons", messageId: "-7" }, {}, "content.messageId"],
    ["of nothing", { type: "delete", messageIds: [] }, {}, "content.messageIds"],
    [
      "as a reply",
      { type: "editText", messageId: "7", text: "x" },
      { replyToMessageId: "1" },
      "replyToMessageId",
    ],
    [
      "with buttons for what is deleted",
      { type: "delete", messageIds: ["7"] },
      { buttons: [[{ text: "a", data: "a" }]] },
      "buttons",
    ],
    [
      "of a voice message's bytes",
      { type: "editMedia", messageId: "7", media: { type: "voice", fileId: "x" } },
      {},
      "content.media.type",
    ],
  ])("%s", async (_what, content, more, path) => {
    const world = await prepared({ sender: false });
    const { status, body } = await world.ask(content, more);
    expect([status, body.errors?.[0]?.path]).toEqual([400, path]);
  });
});

test("what was said in a group is not changed in the supergroup that it became", async () => {
  const world = await prepared();
  await world.rule();
  const group = await world.group(world.botId, "group");
  const inGroup = (content: object) => world.send(world.connectionId, group, "", { content });
  const first = await inGroup({ type: "text", text: "Before" });
  const [messageId = ""] = (await world.until(first.body.id, "sent")).messageIds;
  const { id: heir } = await world.control<{ id: string }>("POST", `/chats/${group}/migrate`);
  // The group's own news has not come in: Telegram's refusal is the first we hear of it.
  const asked = await inGroup({ type: "editText", messageId, text: "After" });
  const failed = await world.until(asked.body.id, "failed");
  expect(failed.failure).toMatchObject({ code: "left_behind" });
  // A new message follows its chat, and from then on we know.
  const next = await inGroup({ type: "text", text: "Hello again" });
  await world.until(next.body.id, "sent");
  const late = await inGroup({ type: "delete", messageIds: [messageId] });
  expect(late.body.errors).toMatchObject([
    { path: "chatId", message: expect.stringContaining(`became the supergroup ${heir}`) },
  ]);
});
