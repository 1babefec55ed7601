/** Declares the job that delivers events to an endpoint. */
import { z } from "zod";
import { doorbell } from "./declaration.ts";

export const deliverEvents = doorbell({
  name: "deliver-events",
  queue: "deliveries",
  payload: z.object({ endpointId: z.string().min(1) }),
  attempts: 10,
  backoff: { delayMs: 500, maxDelayMs: 60_000, jitter: 0.2 },
  id: ({ endpointId }) => endpointId,
  describe: ({ endpointId }) => ({ endpointId }),
});
