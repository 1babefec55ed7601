/** Declares the job that sends what a connection's outbox holds. */
import { z } from "zod";
import { doorbell } from "./declaration.ts";

export const drainOutbox = doorbell({
  name: "drain-outbox",
  queue: "outbox",
  payload: z.object({ connectionId: z.string().min(1) }),
  attempts: 10,
  backoff: { delayMs: 500, maxDelayMs: 60_000, jitter: 0.2 },
  id: ({ connectionId }) => connectionId,
  describe: ({ connectionId }) => ({ connectionId }),
});
