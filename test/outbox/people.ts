/** Members of the workspace, who call the API by their names. */
import { scopesOfRole } from "@lumenflow/api";
import { newId } from "@lumenflow/db";
import type { World } from "./setup.ts";

/** Names with their roles; returns their ids. */
export async function addPeople<Name extends string>(
  { database, workspaceId, principal }: Pick<World, "database" | "workspaceId" | "principal">,
  people: Readonly<Record<Name, "owner" | "admin" | "approver" | "member">>,
): Promise<Record<Name, string>> {
  const ids = {} as Record<Name, string>;
  for (const [name, role] of Object.entries(people) as [Name, "admin"][]) {
    const id = newId("user");
    ids[name] = id;
    const email = `${name}@example.org`;
    await database.people.add({ id, name, email, passwordHash: "x" });
    await database.members.add(workspaceId, id, role);
    principal(name, { kind: "user", id, role, scopes: scopesOfRole[role] });
  }
  return ids;
}
