/** Makes the first workspace, owner and key: what is not given is generated, to be shown once. */
import { randomBytes } from "node:crypto";
import type { Accounts } from "./accounts.ts";
import { describeApiKey, mintApiKey } from "./api-keys.ts";

export interface Given {
  readonly email?: string | undefined;
  readonly password?: string | undefined;
  readonly apiKey?: string | undefined;
}

/** What was made. Secrets stand here only where they were generated: given ones are never shown. */
export interface FirstAccess {
  readonly workspaceId: string;
  readonly email: string;
  readonly password: string | undefined;
  readonly apiKey: string | undefined;
}

const defaultEmail = "owner@lumenflow.local";

/** Null where there is a workspace already. */
export async function firstStart(
  accounts: Pick<Accounts, "bootstrapOwner">,
  given: Given,
): Promise<FirstAccess | null> {
  const email = given.email ?? defaultEmail;
  const password = given.password ?? randomBytes(12).toString("base64url");
  const apiKey = given.apiKey === undefined ? mintApiKey() : describeApiKey(given.apiKey);
  const made = await accounts.bootstrapOwner({
    email,
    password,
    workspaceName: "My workspace",
    apiKey,
  });
  if (made === null) return null;
  return {
    workspaceId: made.workspaceId,
    email,
    password: given.password === undefined ? password : undefined,
    apiKey: given.apiKey === undefined ? apiKey.key : undefined,
  };
}
