/** Declares the job that makes Telegram's webhook of a connection what we want it to be. */
import { z } from "zod";
import { doorbell } from "./declaration.ts";

export const convergeRegistration = doorbell({
  name: "converge-registration",
  queue: "registrations",
  payload: z.object({ connectionId: z.string().min(1) }),
  attempts: 12,
  backoff: { delayMs: 1_000, maxDelayMs: 120_000, jitter: 0.2 },
  id: ({ connectionId }) => connectionId,
  describe: ({ connectionId }) => ({ connectionId }),
});
