/** What may be asked for: text, media by address, file id or upload, albums, places, polls, and changes. */
import { z } from "zod";
import { noNul, reference, telegramId, wellFormed, wholePairs } from "./common.ts";

/** With markup. A longer text than Telegram takes in one message goes out in several, 20 at most. */
const longestText = 131_072;
/** With markup; Telegram takes 1024 UTF-16 units without it. */
const longestCaption = 16_384;

const markedUp = {
  format: z
    .enum(["plain", "html", "markdown", "markdownV2"])
    .default("plain")
    .openapi({
      description:
        "html: Telegram's tags. markdown: CommonMark as programs and agents write it, with tables, " +
        "~~strike-through~~ and ||spoilers||. markdownV2: Telegram's own dialect. Markup is read when " +
        "it is asked for: a fault is named with its place, and what goes out is text with entities.",
    }),
  allowPlainFallback: z.boolean().optional().openapi({
    description: "Where the markup has a fault, take the text as it stands, as plain text",
  }),
};

export const textContent = z.strictObject({
  type: z.literal("text"),
  text: wellFormed(longestText),
  ...markedUp,
});

const source = {
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .refine(...wholePairs)
    .refine(...noNul)
    .optional()
    .openapi({
      description:
        "Fetched when the message is asked for, and kept: what is approved is what is sent",
    }),
  fileId: wellFormed(255).optional().openapi({
    description: "Telegram's id of a file that this bot has sent or received",
  }),
  uploadId: reference.optional().openapi({ description: "Of POST /uploads" }),
};
const oneSource = "give exactly one of url, fileId and uploadId";
const hasOneSource = ({ url, fileId, uploadId }: z.infer<z.ZodObject<typeof source>>) =>
  [url, fileId, uploadId].filter((each) => each !== undefined).length === 1;

const captioned = {
  caption: wellFormed(longestCaption, 0).optional().openapi({
    description: "1024 UTF-16 units at most, without its markup",
  }),
  ...markedUp,
};
const veiled = {
  spoiler: z.boolean().optional().openapi({ description: "Veiled until it is tapped" }),
  captionAbove: z.boolean().optional(),
};
const tagged = { title: wellFormed(256).optional(), performer: wellFormed(256).optional() };

const photo = { type: z.literal("photo"), ...source, ...captioned, ...veiled };
const video = { type: z.literal("video"), ...source, ...captioned, ...veiled };
const document = { type: z.literal("document"), ...source, ...captioned };
const audio = { type: z.literal("audio"), ...source, ...captioned, ...tagged };

export const photoContent = z.strictObject(photo).refine(hasOneSource, oneSource);
export const documentContent = z.strictObject(document).refine(hasOneSource, oneSource);
export const videoContent = z.strictObject(video).refine(hasOneSource, oneSource);
export const audioContent = z.strictObject(audio).refine(hasOneSource, oneSource);
export const voiceContent = z
  .strictObject({ type: z.literal("voice"), ...source, ...captioned })
  .refine(hasOneSource, oneSource);
export const animationContent = z
  .strictObject({ type: z.literal("animation"), ...source, ...captioned, ...veiled })
  .refine(hasOneSource, oneSource);
export const stickerContent = z
  .strictObject({
    type: z.literal("sticker"),
    ...source,
    emoji: wellFormed(16).optional().openapi({ description: "That the sticker stands for" }),
  })
  .refine(hasOneSource, oneSource);

export const albumContent = z.strictObject({
  type: z.literal("mediaGroup"),
  items: z
    .array(
      z.discriminatedUnion("type", [photoContent, videoContent, documentContent, audioContent]),
    )
    .min(2)
    .max(10)
    .openapi({
      description: "Photos and videos mix; documents and audio go with nothing but their own kind",
    }),
});

export const locationContent = z.strictObject({
  type: z.literal("location"),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  accuracy: z.number().min(0).max(1_500).optional().openapi({ description: "Metres" }),
});

export const pollContent = z.strictObject({
  type: z.literal("poll"),
  question: wellFormed(300),
  options: z.array(wellFormed(100)).min(2).max(12),
  anonymous: z.boolean().optional().openapi({ description: "true unless said otherwise" }),
  multipleAnswers: z.boolean().optional(),
  openSeconds: z.number().int().min(5).max(2_628_000).optional(),
  quiz: z
    .strictObject({
      correctOption: z.number().int().min(0).max(11).openapi({ description: "Its index, from 0" }),
      explanation: wellFormed(4_096).optional(),
      ...markedUp,
    })
    .optional(),
});

const existing = {
  messageId: telegramId.openapi({ description: "Telegram's, of a message that the bot has sent" }),
};

export const editTextContent = z
  .strictObject({
    type: z.literal("editText"),
    ...existing,
    text: wellFormed(32_768).openapi({ description: "One message: it is not split" }),
    ...markedUp,
  })
  .openapi({ description: "The request's buttons replace those under the message" });
export const editCaptionContent = z
  .strictObject({
    type: z.literal("editCaption"),
    ...existing,
    ...captioned,
    captionAbove: veiled.captionAbove,
  })
  .openapi({ description: "Without a caption, the message has none afterwards" });
export const editMediaContent = z.strictObject({
  type: z.literal("editMedia"),
  ...existing,
  media: z.discriminatedUnion("type", [
    photoContent,
    videoContent,
    animationContent,
    documentContent,
    audioContent,
  ]),
});
export const editButtonsContent = z
  .strictObject({ type: z.literal("editButtons"), ...existing })
  .openapi({ description: "The request's buttons; none takes them away" });
export const deleteContent = z.strictObject({
  type: z.literal("delete"),
  messageIds: z.array(telegramId).min(1).max(100),
});

export const content = z
  .discriminatedUnion("type", [
    textContent,
    photoContent,
    documentContent,
    videoContent,
    audioContent,
    voiceContent,
    animationContent,
    stickerContent,
    albumContent,
    locationContent,
    pollContent,
    editTextContent,
    editCaptionContent,
    editMediaContent,
    editButtonsContent,
    deleteContent,
  ])
  .openapi("Content");
export type Content = z.infer<typeof content>;
