/** Asks to send: through the operation that POST /messages is, gate and all. */
import { problem } from "@lumenflow/api";
import { z } from "zod";
import { tool } from "../tool.ts";

const telegramId = z.union([z.string(), z.number()]);

export const sendMessage = tool({
  name: "send_message",
  title: "Ask to send a message",
  description: [
    "Asks to send a Telegram message. A rule or a person decides: the answer's `status` is what is so now",
    "(`pending_approval`: a person is asked; `queued`: it goes out next; `blocked`: it never will).",
    "Nothing is sent twice under one `idempotencyKey`. Follow the message with follow_message.",
    "Needs the scope messages:send.",
  ].join(" "),
  reads: false,
  input: z.strictObject({
    connectionId: z.string().describe("The bot's connection, `conn_…`, as read_updates names it"),
    chatId: telegramId.describe("As list_chats or read_updates name it"),
    text: z.string().optional().describe("Either this or `content`"),
    format: z
      .enum(["plain", "html", "markdown", "markdownV2"])
      .optional()
      .describe("How `text` is read; `markdown` is CommonMark. plain unless given"),
    content: z
      .looseObject({ type: z.string() })
      .optional()
      .describe(
        'Anything but text, as `content` of POST /api/v1/messages: { "type": "photo", "url": "https://…", "caption": "…" }, poll, location, mediaGroup, editText, …',
      ),
    idempotencyKey: z
      .string()
      .describe("1 to 255 characters: new for every message, the same where you repeat a call"),
    threadId: telegramId.optional().describe("The topic of a forum"),
    replyToMessageId: telegramId.optional().describe("Telegram's id of the message to reply to"),
    buttons: z
      .array(z.array(z.looseObject({ text: z.string() })))
      .optional()
      .describe("Rows of { text, url } or { text, data }"),
    silent: z.boolean().optional(),
    sendAt: z.string().optional().describe("ISO 8601 with an offset: not before"),
    expiresAt: z.string().optional().describe("ISO 8601 with an offset: not after"),
    reason: z.string().optional().describe("Why you want to send it; the approver sees it"),
    metadata: z.record(z.string(), z.unknown()).optional().describe("Kept with the message"),
    dryRun: z.boolean().optional().describe("Only says what it would come to"),
  }),
  run: ({ text, format, content, idempotencyKey, ...rest }, { ask }) => {
    if (content !== undefined && (text !== undefined || format !== undefined)) {
      const message = "is given beside `content`: a text's words and format stand in there";
      throw problem.invalid([{ path: text === undefined ? "format" : "text", message }]);
    }
    const written = content ?? { type: "text", text, ...(format !== undefined && { format }) };
    return ask("createMessage", { idempotencyKey, body: { ...rest, content: written } });
  },
});
