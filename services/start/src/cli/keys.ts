/** `keys create|list|revoke`: API keys from the machine itself, where no key is needed. */
import { firstStart, mintApiKey } from "@lumenflow/accounts";
import { isScope, type Scope, scopes, workspaceKeyScopes } from "@lumenflow/api";
import { newId } from "@lumenflow/db";
import { access } from "../banner.ts";
import { accountsOf } from "./accounts-of.ts";
import { type Opened, withSchema } from "./open.ts";
import { CliError, parse, say, table } from "./terminal.ts";
import { workspaceOf } from "./workspace-of.ts";

export async function createKey(args: string[]): Promise<number> {
  const { values } = parse(args, {
    name: { type: "string" },
    scopes: { type: "string" },
    expires: { type: "string" },
    workspace: { type: "string" },
  });
  const name = values.name ?? "From the command line";
  const granted = scopesIn(values.scopes);
  const expiresAt = expiryIn(values.expires);
  return withSchema(async (opened) => {
    const { database } = opened;
    if (await makeFirstAccess(opened)) return 0;
    const workspaceId = await workspaceOf(database, values.workspace);
    const { key, digest, hint } = mintApiKey();
    const id = newId("apiKey");
    const createdBy = "system";
    const row = { id, workspaceId, name, hint, digest, scopes: granted, createdBy, expiresAt };
    await database.keys.add(row);
    say(key);
    process.stderr.write(`This is key ${id}. It is shown this once: keep it.\n`);
    return 0;
  });
}

export async function listKeys(args: string[]): Promise<number> {
  const { values } = parse(args, { workspace: { type: "string" } });
  return withSchema(async ({ database }) => {
    const workspaces = await database.workspaces.all();
    const rows = [["ID", "KEY", "NAME", "WORKSPACE", "EXPIRES", "LAST USED", "SCOPES"]];
    for (const workspace of workspaces) {
      if (values.workspace !== undefined && values.workspace !== workspace.id) continue;
      for (const key of await database.keys.list(workspace.id, { limit: 1_000 })) {
        rows.push([
          key.id,
          key.hint,
          key.name,
          workspace.id,
          key.expiresAt?.toISOString() ?? "never",
          key.lastUsedAt?.toISOString() ?? "never",
          key.scopes.join(","),
        ]);
      }
    }
    say(table(rows));
    return 0;
  });
}

export async function revokeKey(args: string[]): Promise<number> {
  const { positionals } = parse(args, {});
  const [id] = positionals;
  if (id === undefined) throw new CliError("Say which: pnpm lumenflow keys revoke <id>");
  return withSchema(async ({ database }) => {
    for (const workspace of await database.workspaces.all()) {
      if (!(await database.keys.revoke(workspace.id, id, "system"))) continue;
      say(`revoked ${id}`);
      return 0;
    }
    throw new CliError(
      `There is no key ${id} that could be revoked. See: pnpm lumenflow keys list`,
    );
  });
}

/** In an empty installation whoever asks for a key gets the workspace and its owner as well. */
async function makeFirstAccess({ config, database, logger }: Opened): Promise<boolean> {
  const accounts = await accountsOf({ database, logger });
  const first = await firstStart(accounts, {
    email: config.LUMENFLOW_OWNER_EMAIL,
    password: config.LUMENFLOW_OWNER_PASSWORD,
    apiKey: config.LUMENFLOW_API_KEY,
  });
  if (first === null) return false;
  say(
    ["Made the first workspace, its owner and a key with every scope:", "", ...access(first)].join(
      "\n",
    ),
  );
  return true;
}

function scopesIn(text: string | undefined): readonly Scope[] {
  if (text === undefined) return workspaceKeyScopes;
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = names.filter((name) => !isScope(name));
  if (unknown.length > 0 || names.length === 0) {
    const what = unknown.length > 0 ? `${unknown.join(", ")} is no scope` : "no scope is named";
    throw new CliError(`${what}. There are: ${scopes.join(", ")}`);
  }
  if (names.includes("approvals:self")) {
    throw new CliError("approvals:self belongs to the first start's key alone.");
  }
  return names.filter(isScope);
}

function expiryIn(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || time.getTime() <= Date.now()) {
    throw new CliError(`--expires takes a date in the future, such as 2027-01-31, not "${text}".`);
  }
  return time;
}
