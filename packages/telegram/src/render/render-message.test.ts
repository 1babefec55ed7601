import { describe, expect, it } from "vitest";
import { chatKindOf, defaultPacing } from "../pacing.ts";
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
      { method: "sendMessage", params: { chat_id: "42", text: "Grüße 👋" }, files: [] },
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
          text: "hi",
          entities: [{ type: "bold", offset: 0, length: 2 }],
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
        files: [],
      },
    ]);
  });

  it("in any format as text with entities, and never with a parse mode", () => {
    const bold = (text: string, format: "html" | "markdown" | "markdownV2") =>
      rendered({ content: { type: "text", text, format } })[0]?.params;
    const expected = {
      chat_id: "42",
      text: "hi there",
      entities: [{ type: "bold", offset: 0, length: 2 }],
    };
    expect(bold("<b>hi</b> there", "html")).toEqual(expected);
    expect(bold("**hi** there", "markdown")).toEqual(expected);
    expect(bold("*hi* there", "markdownV2")).toEqual(expected);
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

  it("up to exactly 4096 UTF-16 units in one part, and longer in several", () => {
    const lengths = (text: string) =>
      rendered({ content: { type: "text", text } }).map(({ params }) => String(params.text).length);
    expect(lengths("x".repeat(4096))).toEqual([4096]);
    expect(lengths("x".repeat(4097))).toEqual([4096, 1]);
    expect(lengths("👋".repeat(2049))).toEqual([4096, 2]);
    // Markup does not count: only what a reader sees does.
    expect(
      rendered({ content: { type: "text", text: `<b>${"x".repeat(4096)}</b>`, format: "html" } }),
    ).toHaveLength(1);
  });

  it("in several parts of which the first replies and the last has the buttons", () => {
    const parts = rendered({
      content: { type: "text", text: "x".repeat(9000) },
      threadId: "7",
      replyToMessageId: "9",
      silent: true,
      buttons: [[{ text: "Yes", callbackData: "yes" }]],
    });
    const silent = { chat_id: "42", message_thread_id: 7, disable_notification: true };
    expect(parts.map(({ params: { text: _text, ...options } }) => options)).toEqual([
      { ...silent, reply_parameters: { message_id: 9, allow_sending_without_reply: false } },
      silent,
      { ...silent, reply_markup: { inline_keyboard: [[{ text: "Yes", callback_data: "yes" }]] } },
    ]);
  });

  it("as plain text where its markup cannot be read and the caller allows it", () => {
    const content = { type: "text", text: "1 < 2", format: "html" } as const;
    expect(faults({ content })[0]?.path).toBe("content.text");
    const rendering = renderMessage({
      ...request,
      content: { ...content, allowPlainFallback: true },
    });
    expect(rendering).toMatchObject({
      ok: true,
      parts: [{ params: { text: "1 < 2" } }],
      notes: [
        expect.stringContaining("content.text goes out as plain text: Unsupported start tag"),
      ],
    });
  });
});

describe("a message is not rendered", () => {
  it.each<[string, Partial<MessageRequest>, string, string]>([
    ["an empty text", { content: text("") }, "content.text", "empty"],
    ["blanks only", { content: text(" \n\t") }, "content.text", "empty"],
    ["half a surrogate pair", { content: text("a\ud83d") }, "content.text", "surrogate"],
    ["a NUL", { content: text("a\0b") }, "content.text", "NUL"],
    ["too much text", { content: text("x".repeat(90_000)) }, "content.text", "needs 22 messages"],
    ["broken markup", { content: text("a <x>", "html") }, "content.text", "<x> at character 2"],
    ["markup only", { content: text("<b> </b>", "html") }, "content.text", "empty"],
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
    expect(defaultPacing).toEqual({
      botPerSecond: 30,
      chatPerSecond: 1,
      groupPerMinute: 20,
      paidPerSecond: 1_000,
    });
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
