/** Who did something, as requests, decisions and timelines keep it. */

export interface Actor {
  readonly kind: "key" | "user" | "system";
  readonly id: string;
  readonly name: string;
}

/** `key:<id>`, `user:<id>` or `system`, as audit entries and transitions name an actor. */
export function initiatorOf(actor: Pick<Actor, "kind" | "id">): string {
  return actor.kind === "system" ? "system" : `${actor.kind}:${actor.id}`;
}
