/** What holds sending, or passing on updates, back: a kill switch with its reason, actor and end. */
import { z } from "zod";
import { instant, instantInput, words } from "./common.ts";

export const pause = z
  .object({
    scope: z.enum(["installation", "workspace", "connection"]),
    direction: z.enum(["outbound", "inbound"]),
    reason: z.string().nullable(),
    by: z
      .object({
        kind: z.enum(["key", "user", "system"]),
        id: z.string(),
        name: z.string().nullable(),
      })
      .nullable()
      .openapi({ description: "Null where it is somebody of another workspace" }),
    since: instant,
    until: instant
      .nullable()
      .openapi({ description: "When it lifts by itself; null: somebody has to" }),
  })
  .openapi("Pause");
export type PauseView = z.infer<typeof pause>;

/** A union: of a component that is nullable the document would ask to be null and an object at once. */
const pauseOrNone = z.union([pause, z.null()]);

/** What stops a whole workspace's sending. */
export const workspacePauses = z
  .object({ installation: pauseOrNone, workspace: pauseOrNone })
  .openapi("WorkspacePauses");
export type WorkspacePausesView = z.infer<typeof workspacePauses>;

const reason = words(500);

/** Why, and optionally until when. */
export const whileInput = {
  reason,
  until: instantInput
    .refine(
      (time) => time.getTime() > Date.now(),
      "must lie in the future; leave it out to resume by hand",
    )
    .optional()
    .openapi({ description: "When it lifts by itself" }),
};

export const killInput = z.strictObject(whileInput);
export const reviveInput = z.strictObject({ reason: reason.optional() });
