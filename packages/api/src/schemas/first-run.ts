/** How far a new workspace has come: from nothing to the first message that was sent. */
import { z } from "zod";
import { id, instant, telegramIdText } from "./common.ts";
import { bot, connectionStatus } from "./connection.ts";
import { messageStatus } from "./message.ts";

export const firstRun = z
  .object({
    dismissed: z.boolean().openapi({ description: "Somebody did not want to be led any more" }),
    connection: z
      .object({
        id: id("conn"),
        status: connectionStatus,
        statusReason: z.string().nullable(),
        bot,
        sandbox: z.boolean().openapi({ description: "It was made in this installation's sandbox" }),
      })
      .nullable()
      .openapi({
        description: "The oldest that receives; without one, the oldest that is not disconnected",
      }),
    heard: z
      .object({ chatId: telegramIdText, at: instant })
      .nullable()
      .openapi({ description: "The chat from which something came to it last" }),
    asked: z
      .object({
        messageId: id("msg"),
        chatId: telegramIdText,
        status: messageStatus,
        approvalId: id("appr").nullable().openapi({ description: "Where it waits for a person" }),
      })
      .nullable()
      .openapi({ description: "The message that was asked for last" }),
    sent: z
      .object({
        messageId: id("msg"),
        connectionId: id("conn"),
        chatId: telegramIdText,
        at: instant,
      })
      .nullable()
      .openapi({ description: "The first message that went out: with it the first run is over" }),
  })
  .openapi("FirstRun");
export type FirstRunView = z.infer<typeof firstRun>;

export const firstRunInput = z.strictObject({ dismissed: z.boolean() });
