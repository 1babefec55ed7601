/** Where approvals are asked in Telegram: a person's account, or a group. */
import { z } from "zod";
import { id, instant, reference, telegramIdText } from "./common.ts";

const kind = z.enum(["private", "group"]).openapi({
  description: "A person's private chat with the bot, or a group that the bot is in",
});

export const telegramLinkInput = z.strictObject({
  connectionId: reference,
  kind: kind.default("private"),
});

export const telegramLinkCode = z
  .object({
    id: id("code"),
    connectionId: id("conn"),
    kind,
    code: z.string().openapi({
      description: "Shown once, works once. Whoever posts it is linked: tell it to nobody",
      example: "lf-0000000000000000000000",
    }),
    command: z.string().openapi({
      description: "To be written to the bot, or in the group",
      example: "/start lf-0000000000000000000000",
    }),
    url: z.string().openapi({
      description: "Opens Telegram, which writes the command",
      example: "https://t.me/shop_bot?start=lf-0000000000000000000000",
    }),
    expiresAt: instant,
  })
  .openapi("TelegramLinkCode");

export const telegramLink = z
  .object({
    id: id("tgl"),
    connectionId: id("conn"),
    botUsername: z.string(),
    kind,
    chatId: telegramIdText,
    title: z.string().openapi({ description: "What the person or the group is called there" }),
    user: z
      .object({ id: id("usr"), name: z.string() })
      .nullable()
      .openapi({ description: "Whose account it is; null for groups" }),
    linkedAt: instant,
  })
  .openapi("TelegramLink");
export type TelegramLinkView = z.infer<typeof telegramLink>;

export const telegramLinkList = z.object({ data: z.array(telegramLink) });
