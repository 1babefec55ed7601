/** Finds out who is meant by the names of approvers that a rule gives. */
import { readApprover } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";

/** Each name with the one that is stored in its place; null where nobody in the workspace is meant. */
export type ApproverLookup = ReadonlyMap<string, string | null>;

export async function lookUpApprovers(
  sql: Sql,
  workspaceId: string,
  names: readonly string[],
): Promise<ApproverLookup> {
  const read = names.map((name) => ({ name, approver: readApprover(name) }));
  const idsOf = (kind: "user" | "key") =>
    read.flatMap(({ approver }) => (approver?.kind === kind ? [approver.id] : []));
  const emails = read.flatMap(({ approver }) =>
    approver?.kind === "email" ? [approver.email] : [],
  );
  const people = await sql<{ id: string; email: string }>(
    `SELECT u.id, lower(u.email) AS email FROM users u JOIN members m ON m.user_id = u.id
     WHERE m.workspace_id = $1 AND (u.id = ANY($2::text[]) OR lower(u.email) = ANY($3::text[]))`,
    [workspaceId, idsOf("user"), emails],
  );
  const keys = await sql<{ id: string }>(
    `SELECT id FROM api_keys
     WHERE workspace_id = $1 AND id = ANY($2::text[]) AND revoked_at IS NULL`,
    [workspaceId, idsOf("key")],
  );
  const found = read.map(({ name, approver }): [string, string | null] => {
    switch (approver?.kind) {
      case "role":
        return [name, name];
      case "key":
        return [name, keys.some(({ id }) => id === approver.id) ? name : null];
      case "user":
        return [name, people.some(({ id }) => id === approver.id) ? name : null];
      case "email": {
        const person = people.find(({ email }) => email === approver.email);
        return [name, person === undefined ? null : `user:${person.id}`];
      }
      default:
        return [name, null];
    }
  });
  return new Map(found);
}
