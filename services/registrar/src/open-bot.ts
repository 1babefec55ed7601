/** Opens a connection's stored credentials and gives its bot to call. */
import type { ConnectionRow, Database } from "@lumenflow/db";
import type { Trouble } from "@lumenflow/governance";
import { CannotOpen, type Keyring } from "@lumenflow/runtime";
import {
  type ApiRoots,
  apiRootFor,
  type BotApi,
  createBotApi,
  isSandboxToken,
  type Transport,
} from "@lumenflow/telegram";

export interface OpenBotDeps {
  readonly database: Pick<Database, "credentials">;
  readonly keyring: Keyring;
  /** Asked for each time: the sandbox's origin is known once the process listens. */
  readonly roots: () => ApiRoots;
  readonly transport: Transport;
  /** Milliseconds per call. */
  readonly telegramTimeoutMs: number;
}

export interface OpenBot {
  readonly api: BotApi;
  readonly sandbox: boolean;
  readonly webhookSecret: string | null;
}

/** A bot to call, or why there is none. */
export type BotOrFault = OpenBot | { readonly fault: Trouble };

const tokenErased: Trouble = {
  cause: "token_erased",
  reason: "The bot's token is not stored.",
  remedy: "Give the bot's token once more.",
};

/**
 * Null where the credentials are erased. Throws `KeyMissing` or `SealBroken` where no configured
 * key opens them.
 */
export async function openBot(
  connection: Pick<ConnectionRow, "workspaceId" | "id">,
  { database, keyring, roots, transport, telegramTimeoutMs }: OpenBotDeps,
): Promise<OpenBot | null> {
  const sealed = await database.credentials.find(connection.workspaceId, connection.id);
  if (sealed === null) return null;
  const token = keyring.open(sealed.botToken, connection.id);
  const api = createBotApi({
    token,
    apiRoot: apiRootFor(token, roots()),
    timeoutMs: telegramTimeoutMs,
    transport,
  });
  return {
    api,
    sandbox: isSandboxToken(token),
    webhookSecret: sealed.webhookSecret && keyring.open(sealed.webhookSecret, connection.id),
  };
}

/** The bot, or in words for a person why its stored token is of no use. */
export async function openBotOrFault(
  connection: Pick<ConnectionRow, "workspaceId" | "id">,
  deps: OpenBotDeps,
): Promise<BotOrFault> {
  try {
    const bot = await openBot(connection, deps);
    return bot ?? { fault: tokenErased };
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    return { fault: { cause: "token_unreadable", ...error.explain("The stored bot token") } };
  }
}
