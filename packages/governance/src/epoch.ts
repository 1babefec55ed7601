/** The life of an epoch: one numbering of the partitions, from its first update to its last. */
import type { Machine } from "./machine.ts";

export type EpochState = "opening" | "open" | "draining" | "closed";

/**
 * `opening`: made, while updates still go into the one before. `open`: updates go into it.
 * `draining`: one after it exists; the dispatchers empty it before they begin on that one.
 */
export const epochMachine: Machine<EpochState> = {
  name: "epoch",
  // The first one of an installation has none before it.
  initial: ["opening", "open"],
  states: ["opening", "open", "draining", "closed"],
  transitions: [
    { from: "opening", to: "open", event: "the one before is sealed", actor: "dispatcher" },
    { from: "opening", to: "open", event: "met the seal", actor: "ingress" },
    { from: "open", to: "draining", event: "another count", actor: "operator" },
    { from: "draining", to: "closed", event: "empty", actor: "dispatcher" },
  ],
};
