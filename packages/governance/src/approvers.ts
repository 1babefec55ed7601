/** Names who may decide an approval: people, keys, and whoever has a role. */

/** Roles that decide at all: members and viewers do not, whatever a rule says. */
export const decidingRoles: readonly string[] = ["owner", "admin", "approver"];

export type Approver =
  | { readonly kind: "user" | "key"; readonly id: string }
  /** A person by the address they sign in with: turned into an id where a rule is stored. */
  | { readonly kind: "email"; readonly email: string }
  | { readonly kind: "role"; readonly role: string };

export const approverRemedy =
  "write user:usr_…, user:ada@example.org, key:key_… or role:approver (owner, admin, approver)";

/** Undefined where it is no name of an approver. */
export function readApprover(name: unknown): Approver | undefined {
  if (typeof name !== "string" || name.length > 255) return undefined;
  const [, kind, rest = ""] = /^(user|key|role):(.+)$/s.exec(name) ?? [];
  if (kind === "role") {
    return decidingRoles.includes(rest) ? { kind, role: rest } : undefined;
  }
  if (kind === "user" && /^[^\s@]+@[^\s@]+$/.test(rest)) {
    return { kind: "email", email: rest.toLowerCase() };
  }
  const id = kind === "user" ? /^usr_[0-9A-Za-z]{1,64}$/ : /^key_[0-9A-Za-z]{1,64}$/;
  if ((kind !== "user" && kind !== "key") || !id.test(rest)) return undefined;
  return { kind, id: rest };
}

/** Who wants to decide. A key has no role: naming a role asks people alone. */
export interface Decider {
  readonly kind: "key" | "user";
  readonly id: string;
  readonly role?: string | undefined;
}

/** Whether the names mean this one; where nobody is named, whoever may decide at all. */
export function isApprover(names: readonly string[], { kind, id, role }: Decider): boolean {
  if (names.length === 0 || names.includes(`${kind}:${id}`)) return true;
  return role !== undefined && names.includes(`role:${role}`);
}

/** How many can approve at the most; undefined where a role is named, or nobody: who knows how many that are. */
export function mostApprovals(names: readonly string[]): number | undefined {
  if (names.length === 0 || names.some((name) => name.startsWith("role:"))) return undefined;
  return new Set(names).size;
}
