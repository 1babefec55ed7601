/** What changed in a workspace, in a word each: for pages that read again what they show. */
import { z } from "zod";

export const topics = [
  "approvals",
  "messages",
  "updates",
  "connections",
  "policies",
  "endpoints",
  "access",
  "activity",
] as const;
export type Topic = (typeof topics)[number];

export const change = z
  .object({
    topics: z.array(z.enum(topics)).openapi({ description: "Empty: only a sign of life" }),
  })
  .openapi("Change", { example: { topics: ["approvals", "activity"] } });

export const changesQuery = z.strictObject({
  cursor: z.string().max(200).optional().openapi({
    description:
      "An event's `id`: what changed since is told first. `Last-Event-ID` comes first; without either, from now on",
  }),
});
