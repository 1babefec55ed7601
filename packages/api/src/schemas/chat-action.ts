/** What a bot may be shown to be doing (Bot API, sendChatAction). */
import { z } from "zod";
import { telegramId } from "./common.ts";

export const chatAction = z.enum([
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
]);

export const chatActionInput = z.strictObject({
  action: chatAction,
  threadId: telegramId.optional(),
});

export const chatActionAnswer = z
  .object({
    asked: z.boolean().openapi({
      description: "false where it is being shown already, or the connection sends nothing now",
    }),
  })
  .openapi("ChatActionAnswer");
