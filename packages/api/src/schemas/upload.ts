/** Files that callers hand over, to be sent by messages that name them. */
import { z } from "zod";
import { id, instant } from "./common.ts";

/** What the largest kind of message takes; a photo takes less (Telegram's limits). */
export const mostUploadBytes = 50 * 1024 * 1024;

export const upload = z
  .object({
    id: id("upl"),
    fileName: z.string(),
    mimeType: z.string().openapi({ description: "What the bytes were found to be" }),
    size: z.number().int(),
    sha256: z.string(),
    status: z.enum(["kept", "erased"]).openapi({
      description: "Erased a day after nothing needs it any more",
    }),
    createdAt: instant,
  })
  .openapi("Upload");
export type UploadView = z.infer<typeof upload>;

export const uploadQuery = z.strictObject({
  fileName: z.string().min(1).max(255).optional().openapi({
    description: "Under which a document arrives",
    example: "invoice.pdf",
  }),
});

/** As which files from Telegram are given out. */
export const fileTypes = [
  "application/octet-stream",
  ...(["image/jpeg", "image/png", "image/gif", "image/webp"] as const),
  ...(["video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "audio/ogg"] as const),
] as const;

/** The file itself. */
export const fileBytes = z.string().openapi({ format: "binary" });
