/** `people list|invite|reset-second-factor|reset-password`: for the operator, where no owner can help. */
import { randomBytes } from "node:crypto";
import {
  invitationPath,
  issueInvitation,
  resetPassword,
  resetSecondFactor,
} from "@lumenflow/accounts";
import { faultsOfBody, isRole, operations, Problem, roles } from "@lumenflow/api";
import type { Database, PersonRow } from "@lumenflow/db";
import { accountsOf } from "./accounts-of.ts";
import { type Opened, withSchema } from "./open.ts";
import { CliError, parse, say, table, UsageError } from "./terminal.ts";
import { workspaceOf, workspacesOf } from "./workspace-of.ts";

const initiator = "system";

export async function listPeople(args: string[]): Promise<number> {
  const { values } = parse(args, { workspace: { type: "string" } });
  return withSchema(async ({ database }) => {
    const rows = [["E-MAIL", "NAME", "ROLE", "SECOND FACTOR", "WORKSPACE"]];
    for (const workspace of await workspacesOf(database, values.workspace)) {
      for (const member of await database.members.list(workspace.id, { limit: 1_000 })) {
        const factor = member.secondFactor ? "yes" : "no";
        rows.push([member.email, member.name, member.role, factor, workspace.id]);
      }
    }
    say(table(rows));
    return 0;
  });
}

export async function invitePerson(args: string[]): Promise<number> {
  const options = { role: { type: "string" }, workspace: { type: "string" } } as const;
  const { values, positionals } = parse(args, options, 1);
  const email = emailIn(positionals);
  const role = values.role ?? "viewer";
  if (!isRole(role)) throw new UsageError(`${role} is no role. There are: ${roles.join(", ")}`);
  const [fault] = faultsOfBody(operations.createInvitation, { email, role });
  if (fault !== undefined) throw new UsageError(`${email} is no e-mail address.`);
  return withSchema(async ({ database }) => {
    const workspaceId = await workspaceOf(database, values.workspace);
    const by = { actor: initiator, name: "the command line", userId: null };
    const { token } = await database
      .transaction(async (tx) => {
        await tx.members.lock(workspaceId);
        return issueInvitation(tx, { workspaceId, email, role, days: 7, by });
      })
      .catch((error: unknown) => {
        throw error instanceof Problem ? new CliError(error.message) : error;
      });
    say(invitationPath(token));
    process.stderr.write(
      "Put the console's address in front of it and pass it on: it works once, for 7 days.\n",
    );
    return 0;
  });
}

export async function resetFactor(args: string[]): Promise<number> {
  const { positionals } = parse(args, {}, 1);
  const email = emailIn(positionals);
  return withSchema(async ({ database }) => {
    const { id: userId } = await personOf(database, email);
    if (!(await database.transaction((tx) => resetSecondFactor(tx, { userId, initiator })))) {
      throw new CliError(`${email} has no second factor.`);
    }
    say(`${email} signs in with the password alone; their sessions have ended`);
    return 0;
  });
}

export async function renewPassword(args: string[]): Promise<number> {
  const { positionals } = parse(args, {}, 1);
  const email = emailIn(positionals);
  return withSchema(async (opened) => {
    const { id: userId } = await personOf(opened.database, email);
    const password = randomBytes(12).toString("base64url");
    const hash = await hashOf(opened, password);
    await opened.database.transaction((tx) => resetPassword(tx, { userId, initiator }, hash));
    say(password);
    process.stderr.write(
      `The new password of ${email}, shown this once. Their sessions have ended.\n`,
    );
    return 0;
  });
}

async function hashOf(opened: Opened, password: string): Promise<string> {
  return (await accountsOf(opened)).hashPassword(password);
}

async function personOf({ people }: Database, email: string): Promise<PersonRow> {
  const person = await people.byEmail(email);
  if (person === null) {
    throw new CliError(`Nobody signs in as ${email}. See: pnpm lumenflow people list`);
  }
  return person;
}

function emailIn([email]: readonly string[]): string {
  if (email === undefined || !/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw new UsageError("Say whom, by their e-mail address: one@example.com");
  }
  return email.toLowerCase();
}
