/** Forgets idempotency keys after the time for which a repetition is recognised. */
import type { Repositories } from "@lumenflow/db";
import type { Work } from "../timer.ts";

const days = 30;
const atOnce = 1_000;

export function forgetKeys(deps: {
  readonly messages: Pick<Repositories["messages"], "forgetKeys">;
}): Work {
  return {
    name: "forget-keys",
    everyMs: 600_000,
    async run() {
      while ((await deps.messages.forgetKeys(days, atOnce)) === atOnce);
    },
  };
}
