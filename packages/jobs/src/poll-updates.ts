/** Declares the job that asks Telegram for the updates of a connection that has no webhook. */
import { z } from "zod";
import { doorbell } from "./declaration.ts";

/** One run lasts as long as its owner lives: a bot's updates are asked for by one process at a time. */
export const pollUpdates = doorbell({
  name: "poll-updates",
  queue: "polls",
  payload: z.object({ connectionId: z.string().min(1) }),
  attempts: 10,
  backoff: { delayMs: 500, maxDelayMs: 60_000, jitter: 0.2 },
  id: ({ connectionId }) => connectionId,
  describe: ({ connectionId }) => ({ connectionId }),
});
