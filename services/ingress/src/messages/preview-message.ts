/** Shows what a request to send would come to, down to the calls that would go out. */
import { operations, type Route, route } from "@lumenflow/api";
import type { MakeReady } from "./make-ready.ts";
import { presentReady } from "./present.ts";

export function previewMessage(makeReady: MakeReady): Route {
  return route(operations.previewMessage, async ({ body, principal, signal }) => {
    const ready = await makeReady(body, { principal, keep: false, signal });
    const { digest, notes, evaluation } = ready;
    const { explanation } = evaluation;
    const shown = presentReady(ready);
    return {
      body: { ...shown, policy: { ...shown.policy, explanation }, digest, notes: [...notes] },
    };
  });
}
