/** Declares the job that answers what approvers do in Telegram: pressed cards, codes that link. */
import { z } from "zod";
import { doorbell } from "./declaration.ts";

export const answerApprovers = doorbell({
  name: "answer-approvers",
  queue: "approvers",
  payload: z.object({ connectionId: z.string().min(1) }),
  attempts: 8,
  // A person looks at a button that does not answer.
  backoff: { delayMs: 300, maxDelayMs: 10_000, jitter: 0.2 },
  id: ({ connectionId }) => connectionId,
  describe: ({ connectionId }) => ({ connectionId }),
});
