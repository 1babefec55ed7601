/** `keys create|list|revoke`: API keys from the machine itself, where no key is needed. */
import { firstStart, mintApiKey } from "@lumenflow/accounts";
import {
  faultsOfBody,
  isScope,
  operations,
  type Scope,
  scopes,
  workspaceKeyScopes,
} from "@lumenflow/api";
import { newId } from "@lumenflow/db";
import { access } from "../banner.ts";
import { accountsOf } from "./accounts-of.ts";
import { type Opened, withSchema } from "./open.ts";
import { CliError, parse, say, table, UsageError } from "./terminal.ts";
import { workspaceOf, workspacesOf } from "./workspace-of.ts";

export async function createKey(args: string[]): Promise<number> {
  const { values } = parse(args, {
    name: { type: "string" },
    scopes: { type: "string" },
    expires: { type: "string" },
    workspace: { type: "string" },
  });
  const { name } = values;
  const granted = scopesIn(values.scopes);
  const until = expiryIn(values.expires);
  checkAsked(values, { name: name ?? "First key", scopes: granted, expiresAt: until });
  const expiresAt = until === undefined ? undefined : new Date(until);
  return withSchema(async (opened) => {
    const { database } = opened;
    if (await makeFirstAccess(opened)) return 0;
    if (name === undefined) {
      throw new UsageError(
        "--name is missing: say who will have the key, such as --name Sidekick.",
      );
    }
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
    const workspaces = await workspacesOf(database, values.workspace);
    const rows = [["ID", "KEY", "NAME", "WORKSPACE", "EXPIRES", "LAST USED", "SCOPES"]];
    for (const workspace of workspaces) {
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
  const { positionals } = parse(args, {}, 1);
  const [id] = positionals;
  if (id === undefined) throw new UsageError("Say which key, by its id.");
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
  const given = text.split(",").map((name) => name.trim());
  const names = [...new Set(given)].filter(Boolean);
  const unknown = names.filter((name) => !isScope(name));
  if (unknown.length > 0 || names.length === 0) {
    const what = unknown.length > 0 ? `${unknown.join(", ")} is no scope` : "no scope is named";
    throw new UsageError(`${what}. There are: ${scopes.join(", ")}`);
  }
  if (names.includes("approvals:self")) {
    throw new UsageError("approvals:self belongs to the first start's key alone.");
  }
  return names.filter(isScope);
}

/** A day, as it begins in UTC, or an instant. Whether there is such a day, the API's own check knows. */
function expiryIn(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
}

/** As the API would take it. @throws UsageError */
function checkAsked(
  { expires }: { readonly expires?: string | undefined },
  body: {
    readonly name: string;
    readonly scopes: readonly Scope[];
    readonly expiresAt?: string | undefined;
  },
): void {
  const [fault] = faultsOfBody(operations.createApiKey, body);
  const past = expires !== undefined && new Date(body.expiresAt ?? "") <= new Date();
  if (fault?.path === "expiresAt" || (fault === undefined && past)) {
    throw new UsageError(
      `--expires takes a date in the future, such as 2027-01-31, not "${expires}".`,
    );
  }
  if (fault !== undefined) throw new UsageError(`--${fault.path} ${fault.message}`);
}
