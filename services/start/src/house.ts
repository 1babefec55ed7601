/** Composes the roles of this process on one port, with one database, one queue and one listener. */
import { lookup } from "node:dns";
import { join } from "node:path";
import { type Accounts, openAccess } from "@lumenflow/accounts";
import { checkCanary, createDatabase, createListener, missingKeys } from "@lumenflow/db";
import { createAddressRules } from "@lumenflow/egress";
import { backendOf, chain, createHeartbeat } from "@lumenflow/host";
import { createMedia } from "@lumenflow/media";
import { createQueues } from "@lumenflow/queue";
import {
  type Component,
  createMetrics,
  httpServer,
  type Keyring,
  type Logger,
  operations,
  type Role,
  type RoleName,
} from "@lumenflow/runtime";
import { createTransport } from "@lumenflow/telegram";
import type { Config } from "./config.ts";
import { type Origins, originsOf } from "./origins.ts";
import { keyringOf } from "./place.ts";

export interface House {
  /** In the order in which they start. */
  readonly components: Component[];
  readonly accounts: Accounts;
  readonly origins: Origins;
}

/** Connections of this process to Postgres, beside those of the queue. */
const poolSize = 20;

/** @throws WrongKey where an encryption key is not the one that sealed what is stored. */
export async function createHouse(
  config: Config,
  databaseUrl: string,
  logger: Logger,
): Promise<House> {
  const metrics = createMetrics();
  const database = createDatabase({ url: databaseUrl, logger, poolSize });
  const listener = createListener({ url: databaseUrl, logger });
  const queues = createQueues({
    backend: backendOf(config.REDIS_URL, databaseUrl),
    logger,
    metrics,
  });
  const keyring = keyringOf(config);
  if (keyring !== undefined) await checkKeys(keyring);
  const origins = originsOf(config, () => config.PORT || server.address().port);
  const stopping = new AbortController();
  const transport = createTransport();
  const https = config.PUBLIC_URL !== undefined;
  const trustProxy = config.LUMENFLOW_TRUST_PROXY;

  const { accounts, authenticator } = await openAccess({
    database,
    listener,
    logger,
    keyring,
    publicUrl: config.PUBLIC_URL,
    origins: origins.own,
  });
  const { authenticate } = authenticator;
  const macKey = await database.installation.secret("webhook-mac");
  const networks = config.LUMENFLOW_ENDPOINT_NETWORKS;
  const telegramTimeoutMs = config.LUMENFLOW_TELEGRAM_TIMEOUT_MS;
  const newerKinds = config.LUMENFLOW_UPDATE_KINDS;
  const layouts = () => database.partitions.live();
  const media = () =>
    createMedia({ uploads: database.uploads, networks: config.LUMENFLOW_MEDIA_NETWORKS });
  const shared = { database, queues, listener, logger, metrics };

  // A process loads the roles that it runs, and no others.
  const makers: Record<RoleName, () => Promise<Role>> = {
    ingress: async () =>
      (await import("@lumenflow/ingress")).createIngress({
        ...shared,
        authenticate,
        media: media(),
        limits: config.LUMENFLOW_INGRESS_LIMITS,
        trustProxy,
        origins: accounts.origins,
        stopping: stopping.signal,
      }),
    console: async () =>
      (await import("@lumenflow/console")).createConsole({
        ...shared,
        keyring: needed(keyring),
        accounts,
        authenticate,
        media: media(),
        telegram: { roots: origins.roots, transport, webhookOrigin: origins.webhook, newerKinds },
        macKey,
        egress: { rules: createAddressRules(networks), lookup },
        layouts,
        stopping: stopping.signal,
        https,
        trustProxy,
      }),
    sandbox: async () =>
      (await import("@lumenflow/sandbox")).createSandbox({
        logger,
        dataDir: join(config.LUMENFLOW_DATA_DIR, "sandbox"),
        stopping: stopping.signal,
      }),
    dispatcher: async () =>
      (await import("@lumenflow/dispatcher")).createDispatcher({
        ...shared,
        keyring: needed(keyring),
        delivery: { networks },
      }),
    keeper: async () =>
      (await import("@lumenflow/keeper")).createKeeper({
        ...shared,
        keyring: needed(keyring),
        layouts,
        telegramTimeoutMs,
        messageDays: config.LUMENFLOW_MESSAGE_RETENTION_DAYS,
        auditDays: config.LUMENFLOW_AUDIT_RETENTION_DAYS,
        consoleOrigin: origins.console,
      }),
    sender: async () =>
      (await import("@lumenflow/sender")).createSender({
        ...shared,
        keyring: needed(keyring),
        roots: origins.roots,
        telegramTimeoutMs,
      }),
    registrar: async () =>
      (await import("@lumenflow/registrar")).createRegistrar({
        ...shared,
        keyring: needed(keyring),
        macKey,
        roots: origins.roots,
        transport,
        telegramTimeoutMs,
        webhookOrigin: origins.webhook,
        newerKinds,
      }),
  };
  const roles = new Map<RoleName, Role>();
  for (const name of config.roles) roles.set(name, await makers[name]());
  const components = (...names: RoleName[]) =>
    names.flatMap((name) => roles.get(name)?.components ?? []);

  const server = httpServer({
    name: "http",
    host: config.HOST,
    port: config.PORT,
    logger,
    handler: chain(
      operations({
        checks: checksOf([database.check, queues.check], roles.values()),
        metrics,
        metricsToken: config.LUMENFLOW_METRICS_TOKEN,
      }),
      // The console answers whatever is left.
      (["sandbox", "ingress", "console"] as const).map((name) => roles.get(name)?.handler),
      logger,
    ),
  });
  server.stopping.addEventListener("abort", () => stopping.abort());

  return {
    accounts,
    origins,
    components: [
      closing("telegram-connections", () => transport.close()),
      database,
      listener,
      queues,
      authenticator,
      createHeartbeat({ processes: database.processes, roles: [...config.roles], logger }),
      ...components("sender", "keeper", "dispatcher", "sandbox", "ingress", "console"),
      server,
      // It registers webhooks that name our port.
      ...components("registrar"),
    ],
  };

  async function checkKeys(keys: Keyring): Promise<void> {
    await checkCanary(database.installation, keys);
    const missing = await missingKeys(database.installation, keys);
    if (missing.length === 0) return;
    logger.warn(
      { keyIds: missing },
      "encryption keys are missing: bots whose tokens they sealed cannot be used. Put the keys back, or disconnect those bots and connect them again",
    );
  }
}

function checksOf(first: Role["checks"], roles: Iterable<Role>): Role["checks"] {
  const checks = [...first, ...[...roles].flatMap((role) => role.checks)];
  return [...new Map(checks.map((check) => [check.name, check])).values()];
}

function needed(keyring: Keyring | undefined): Keyring {
  if (keyring === undefined) throw new Error("LUMENFLOW_ENCRYPTION_KEYS is required here");
  return keyring;
}

function closing(name: string, stop: () => Promise<void>): Component {
  return { name, start: async () => undefined, stop };
}
