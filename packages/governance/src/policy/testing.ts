/** Facts for tests: a plain text to a known chat, asked for on a Wednesday morning. */
import type { PolicyFacts, Said } from "./facts.ts";

export function factsOf({
  said,
  ...change
}: Partial<Omit<PolicyFacts, "said">> & { readonly said?: Partial<Said> } = {}): PolicyFacts {
  const now = change.now ?? new Date("2026-11-25T09:00:00Z");
  return {
    connectionId: "conn_1",
    chatIds: ["42"],
    chatType: "private",
    firstContact: false,
    requester: { kind: "key", id: "key_1" },
    metadata: {},
    now,
    sendAt: now,
    used: new Map(),
    ...change,
    said: { text: "hi", fileNames: [], links: [], media: [], buttons: false, ...said },
  };
}
