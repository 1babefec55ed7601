import { describe, expect, it } from "vitest";
import { chatKindOf, defaultPacing } from "./pacing.ts";
import { type MessageRequest, renderMessage } from "./render-message.ts";

const request: MessageRequest = { chatId: "42", content: { type: "text", text: "Grüße 👋" } };

function rendered(change: Partial<MessageRequest>) {
  const rendering = renderMessage({ ...request, ...change });
  if (!rendering.ok) throw new Error(JSON.stringify(rendering.faults));
  return rendering.parts;
}

function faults(change: Partial<MessageRequest>) {
  const rendering = renderMessage({ ...request, ...change });
  return rendering.ok ? [] : rendering.faults;
}

describe("a text is rendered", () => {
  it("as one call with nothing that was not asked for", () => {
    expect(rendered({})).toEqual([
      { method: "sendMessage", params: { chat_id: "42", text: "Grüße 👋" } },
    ]);
  });

  it("with all its options", () => {
    const parts = rendered({
      threadId: "7",
      content: { type: "text", text: "<b>hi</b>", format: "html" },
      replyToMessageId: "9",
      silent: true,
      protected: true,
      buttons: [
        [
          { text: "Yes", callbackData: "yes" },
          { text: "Site", url: "https://example.org/?a=1" },
        ],
        [{ text: "Chat", url: "tg://user?id=1" }],
      ],
    });
    expect(parts).toEqual([
      {
        method: "sendMessage",
        params: {
          chat_id: "42",
          message_thread_id: 7,
          text: "<b>hi</b>",
          parse_mode: "HTML",
          disable_notification: true,
          protect_content: true,
          reply_parameters: { message_id: 9, allow_sending_without_reply: false },
          reply_markup: {
            inline_keyboard: [
              [
                { text: "Yes", callback_data: "yes" },
                { text: "Site", url: "https://example.org/?a=1" },
              ],
              [{ text: "Chat", url: "tg://user?id=1" }],
            ],
          },
        },
      },
    ]);
  });

  it("with MarkdownV2 where it is markdown, and without a parse mode where it is plain", () => {
    const content = { type: "text", text: "*hi*" } as const;
    expect(rendered({ content: { ...content, format: "markdown" } })[0]?.params).toMatchObject({
      parse_mode: "MarkdownV2",
    });
    expect(rendered({ content: { ...content, format: "plain" } })[0]?.params).not.toHaveProperty(
      "parse_mode",
    );
  });

  it("with ids to the last digit, also where JavaScript would round them", () => {
    const [part] = rendered({
      chatId: "-1009007199254740993",
      threadId: "9007199254740993",
      replyToMessageId: "9007199254740995",
    });
    expect(part?.params).toMatchObject({
      chat_id: "-1009007199254740993",
      message_thread_id: "9007199254740993",
      reply_parameters: { message_id: "9007199254740995" },
    });
  });

  it("without empty options", () => {
    const change = { threadId: null, replyToMessageId: null, silent: false, buttons: [] };
    expect(rendered(change)).toEqual(rendered({}));
  });

  it("up to exactly 4096 UTF-16 units", () => {
    const text = (length: number) => ({
      content: { type: "text", text: "x".repeat(length) } as const,
    });
    expect(rendered(text(4096))).toHaveLength(1);
    expect(faults(text(4097))).toEqual([
      { path: "content.text", message: "The text has 4097 UTF-16 units; Telegram takes 4096." },
    ]);
    expect(faults({ content: { type: "text", text: "👋".repeat(2049) } })).toHaveLength(1);
  });
});

describe("a message is not rendered", () => {
  it.each<[string, Partial<MessageRequest>, string, string]>([
    ["an empty text", { content: text("") }, "content.text", "empty"],
    ["blanks only", { content: text(" \n\t") }, "content.text", "empty"],
    ["half a surrogate pair", { content: text("a\ud83d") }, "content.text", "surrogate"],
    ["a NUL", { content: text("a\0b") }, "content.text", "NUL"],
    ["much markup", { content: text("ß".repeat(20_000), "html") }, "content.text", "bytes"],
    ["an unknown format", { content: text("a", "rtf" as "html") }, "content.format", "plain, html"],
    ["an inherited format", { content: text("a", "toString" as "html") }, "content.format", "html"],
    ["a name as chat", { chatId: "@channel" }, "chatId", "whole number"],
    ["no chat", { chatId: "0" }, "chatId", "whole number"],
    ["a negative topic", { threadId: "-1" }, "threadId", "positive"],
    ["a reply to text", { replyToMessageId: "x" }, "replyToMessageId", "positive"],
  ])("with %s", (_name, change, path, words) => {
    expect(faults(change)).toEqual([{ path, message: expect.stringContaining(words) }]);
  });

  it.each<[string, NonNullable<MessageRequest["buttons"]>, string, string]>([
    ["an empty row", [[]], "buttons[0]", "empty"],
    ["no text", [[{ text: " ", callbackData: "a" }]], "buttons[0][0]", "text is empty"],
    ["neither data nor url", [[{ text: "a" }]], "buttons[0][0]", "either"],
    ["both", [[{ text: "a", callbackData: "a", url: "https://a.b" }]], "buttons[0][0]", "either"],
    ["no data", [[{ text: "a", callbackData: "" }]], "buttons[0][0]", "it has 0"],
    ["65 bytes", [[{ text: "a", callbackData: "ß".repeat(33) }]], "buttons[0][0]", "it has 66"],
    ["another scheme", [[{ text: "a", url: "javascript:1" }]], "buttons[0][0]", "http"],
    ["no url at all", [[{ text: "a", url: "example.org" }]], "buttons[0][0]", "http"],
    ["a row of nine", [many(9)], "buttons[0]", "more than 8"],
    ["101 buttons", [...Array.from({ length: 20 }, () => many(5)), many(1)], "buttons", "100"],
  ])("with buttons that have %s", (_name, buttons, path, words) => {
    expect(faults({ buttons })).toEqual([{ path, message: expect.stringContaining(words) }]);
  });

  it("but with every fault at once", () => {
    const change = { chatId: "x", content: text(""), buttons: [[{ text: "" }]] };
    expect(faults(change).map(({ path }) => path)).toEqual([
      "content.text",
      "chatId",
      "buttons[0][0]",
    ]);
  });

  it("takes callback data of exactly 64 bytes", () => {
    expect(rendered({ buttons: [[{ text: "a", callbackData: "ß".repeat(32) }]] })).toHaveLength(1);
  });
});

describe("pacing", () => {
  it("starts from what Telegram documents", () => {
    expect(defaultPacing).toEqual({ botPerSecond: 30, chatPerSecond: 1, groupPerMinute: 20 });
  });

  it.each([
    ["42", "private"],
    ["1099511627775", "private"],
    ["-42", "group"],
    ["-1001234567890", "group"],
    ["@channel", "group"],
  ])("takes %s for a %s chat", (chatId, kind) => {
    expect(chatKindOf(chatId)).toBe(kind);
  });
});

function text(value: string, format?: "html") {
  return { type: "text", text: value, format } as const;
}

function many(count: number) {
  return Array.from({ length: count }, (_, index) => ({ text: "a", callbackData: String(index) }));
}
