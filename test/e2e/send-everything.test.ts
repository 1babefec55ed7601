/** Everything that can be sent, asked for by Sidekick, approved by a person, and seen in the chat. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { jpeg, mp4, opus, pdf, png, serveFiles, webp } from "../outbox/media-files.ts";
import { describeHouse } from "./setup/house.ts";

describeHouse("sending everything", (start) => {
  test("text of any length, files from anywhere, albums, places, polls, then changes and an end", async () => {
    const house = await start({ env: { LUMENFLOW_MEDIA_NETWORKS: "127.0.0.0/8" } });
    const { owner, sidekick, approver, telegram } = house;
    const bot = await telegram.createBot("Shop");
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson("Ada");
    await telegram.write(bot, { text: "/start", fromUserId: chatId });
    const files = await serveFiles((_path, res) => res.end(jpeg(2_000)));

    const seen = async () => {
      const path = `/chats/${chatId}/messages`;
      const { data } = await telegram.control<{ data: Record<string, unknown>[] }>("GET", path);
      return data.slice(1);
    };
    const upload = async (bytes: Uint8Array<ArrayBuffer>, name: string): Promise<string> => {
      const answer = await sidekick.call("POST", `/uploads?fileName=${name}`, { bytes });
      expect(answer.status).toBe(201);
      return answer.body.id;
    };
    /** Previews, asks, approves what was previewed, and answers Telegram's ids. */
    const send = async (content: object, more: object = {}): Promise<string[]> => {
      const body = { connectionId, chatId, content, ...more };
      const shown = await sidekick.call("POST", "/messages/preview", { body });
      expect(shown.status, shown.text).toBe(200);
      const asked = await sidekick.call("POST", "/messages", {
        body,
        headers: { "idempotency-key": crypto.randomUUID() },
      });
      const approval = await approver.approval(asked.body.approvalId);
      expect(approval.digest).toBe(shown.body.digest);
      await approver.approve(asked.body.approvalId);
      return (await sidekick.reaches(asked.body.id, "sent")).messageIds;
    };

    const typing = await sidekick.call(
      "POST",
      `/connections/${connectionId}/chats/${chatId}/action`,
      {
        body: { action: "typing" },
      },
    );
    expect(typing.body).toEqual({ asked: true });
    await eventually(
      async () => (await telegram.calls({ botId: bot.id, method: "sendChatAction" })).length === 1,
    );

    const long = Array.from({ length: 30 }, (_, n) => `**${n}** ${"words ".repeat(50)}`).join(
      "\n\n",
    );
    const [first = "", ...rest] = await send({ type: "text", text: long, format: "markdown" });
    expect(rest).toHaveLength(2);
    const [photo = ""] = await send(
      {
        type: "photo",
        uploadId: await upload(png(1_500_000), "a.png"),
        caption: "<b>Look</b>",
        format: "html",
      },
      {
        replyToMessageId: first,
        silent: true,
        protected: true,
        buttons: [[{ text: "Go", data: "go" }]],
      },
    );
    await send({ type: "photo", url: `${files.origin}/cat.jpg`, spoiler: true });
    await send({ type: "document", uploadId: await upload(pdf(), "a.pdf") });
    await send({ type: "voice", uploadId: await upload(opus(), "a.ogg") });
    await send({ type: "sticker", uploadId: await upload(webp(), "a.webp") });
    const album = await send({
      type: "mediaGroup",
      items: [
        { type: "photo", uploadId: await upload(png(), "b.png"), caption: "One" },
        { type: "video", uploadId: await upload(mp4(), "c.mp4") },
      ],
    });
    expect(album).toHaveLength(2);
    await send({ type: "location", latitude: 48.2082, longitude: 16.3738 });
    await send({ type: "poll", question: "Lunch?", options: ["Yes", "No"] });
    const messages = await seen();
    expect(messages).toMatchObject([
      ...[{}, {}, {}].map(() => ({ text: expect.stringContaining("words") })),
      {
        photo: [{ file_size: 1_500_000 }],
        caption: "Look",
        caption_entities: [{ type: "bold" }],
        reply_to_message: { message_id: Number(first) },
        has_protected_content: true,
        reply_markup: { inline_keyboard: [[{ text: "Go" }]] },
      },
      { photo: [{ file_size: 2_000 }], has_media_spoiler: true },
      { document: { file_name: "a.pdf" } },
      { voice: {} },
      { sticker: {} },
      { photo: [{}], caption: "One" },
      { video: {} },
      { location: { latitude: 48.2082 } },
      { poll: { question: "Lunch?" } },
    ]);

    await send({ type: "editCaption", messageId: photo, caption: "Seen" });
    expect((await seen())[3]).toMatchObject({ caption: "Seen", edit_date: expect.any(Number) });
    await send({ type: "delete", messageIds: [first, ...rest, ...album] });
    expect(await seen()).toHaveLength(messages.length - 5);
    expect(await telegram.violations()).toMatchObject({});
  }, 120_000);
});
