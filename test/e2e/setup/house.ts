/** The whole product as processes of its own, on one queue backend, with the sandbox as Telegram. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createClient } from "@lumenflow/client";
import { createKeyring } from "@lumenflow/runtime";
import { describe, onTestFinished } from "vitest";
import {
  createDatabase,
  describeWith,
  eventually,
  freePort,
  freshRedis,
  type RedisServer,
  type Running,
  scratchFolder,
  sql,
  startService,
} from "../../harness/index.ts";
import { type Api, createApi } from "./api.ts";
import { type BotAccount, startTelegram, type Telegram } from "./telegram.ts";

const entry = join(import.meta.dirname, "../../../services/start/src/main.ts");
const everything = "ingress,dispatcher,sender,registrar,keeper,console";

export interface HouseProcess {
  readonly origin: string;
  readonly process: Running;
  /** Starts it again with the same settings, after a stop or a kill. */
  restart(): Promise<void>;
}

export interface House {
  readonly origin: string;
  readonly databaseUrl: string;
  readonly telegram: Telegram;
  readonly redis: RedisServer | undefined;
  /** The first start's key: every scope, and it may decide what it requested. */
  readonly owner: Api;
  /** Sidekick's key may send and read, an approver's may decide. */
  readonly sidekick: Api;
  readonly approver: Api;
  readonly client: ReturnType<typeof createClient>;
  /** In the order in which `roles` named them. */
  readonly processes: readonly HouseProcess[];
  /** The first owner's, for the console. */
  readonly signIn: { readonly email: string; readonly password: string };
  readonly secrets: readonly string[];
  /** What Telegram was told: the whole URL by getWebhookInfo, the secret out of its seal. */
  webhookOf(connectionId: string, bot: BotAccount): Promise<{ url: URL; secret: string }>;
  /** What all processes have written so far. */
  output(): string;
}

export interface HouseOptions {
  /** One process per entry; one with every role unless given. */
  readonly roles?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export type StartHouse = (options?: HouseOptions) => Promise<House>;

/** Describes a story on both backends; what `start` started ends with the test. */
export function describeHouse(name: string, story: (start: StartHouse) => void): void {
  describe(`${name}, queues in Postgres`, () =>
    story((options) => startHouseOn("postgres", options)));
  describeWith("redis", `${name}, queues in Redis`, () =>
    story((options) => startHouseOn("redis", options)),
  );
}

export async function startHouseOn(
  backend: "postgres" | "redis",
  { roles = [everything], env = {} }: HouseOptions = {},
): Promise<House> {
  const telegram = await startTelegram();
  onTestFinished(() => telegram.stop());
  const redis = backend === "redis" ? await freshRedis() : undefined;
  onTestFinished(async () => redis?.stop());
  const databaseUrl = await createDatabase();
  const apiKey = `lf_${randomBytes(32).toString("base64url")}`;
  const encryptionKey = randomBytes(32);
  const password = randomBytes(12).toString("base64url");
  const port = await freePort();
  const shared = {
    DATABASE_URL: databaseUrl,
    ...(redis && { REDIS_URL: redis.url }),
    TELEGRAM_API_ROOT: telegram.apiRoot,
    LUMENFLOW_DATA_DIR: scratchFolder("house"),
    LUMENFLOW_ENCRYPTION_KEYS: `test:${encryptionKey.toString("base64")}`,
    LUMENFLOW_OWNER_EMAIL: "owner@example.org",
    LUMENFLOW_OWNER_PASSWORD: password,
    LUMENFLOW_API_KEY: apiKey,
    LUMENFLOW_TELEGRAM_TIMEOUT_MS: "4000",
    ...env,
  };

  const processes: HouseProcess[] = [];
  for (const [index, list] of roles.entries()) {
    const own = index === 0 ? port : await freePort();
    processes.push(
      await startProcess({ ...shared, LUMENFLOW_ROLES: list, PORT: String(own) }, own),
    );
  }
  const origin = `http://127.0.0.1:${port}`;
  const owner = createApi(origin, apiKey);
  const sidekickKey = await owner.createKey("Sidekick", [
    "messages:send",
    "messages:read",
    "updates:read",
  ]);
  const approverKey = await owner.createKey("Approver", ["approvals:decide", "messages:read"]);
  const keyring = createKeyring([{ id: "test", key: encryptionKey }]);
  return {
    origin,
    databaseUrl,
    telegram,
    redis,
    owner,
    sidekick: createApi(origin, sidekickKey),
    approver: createApi(origin, approverKey),
    client: createClient({ baseUrl: origin, apiKey: sidekickKey }),
    processes,
    signIn: { email: shared.LUMENFLOW_OWNER_EMAIL, password },
    secrets: [apiKey, sidekickKey, approverKey, encryptionKey.toString("base64"), password],
    async webhookOf(connectionId, bot) {
      const answer = await fetch(`${telegram.apiRoot}/bot${bot.token}/getWebhookInfo`);
      const { result } = (await answer.json()) as { result: { url: string } };
      const [row] = (await sql(
        databaseUrl,
        "SELECT webhook_secret AS sealed FROM credentials WHERE connection_id = $1",
        [connectionId],
      )) as { sealed: string }[];
      return { url: new URL(result.url), secret: keyring.open(row?.sealed ?? "", connectionId) };
    },
    output: () => processes.map((each) => each.process.output()).join("\n"),
  };
}

async function startProcess(env: Record<string, string>, port: number): Promise<HouseProcess> {
  const origin = `http://127.0.0.1:${port}`;
  async function launch(): Promise<Running> {
    const launched = startService(entry, { env });
    onTestFinished(() => launched.kill());
    await Promise.race([
      eventually(async () => (await fetch(`${origin}/readyz`)).ok, { timeoutMs: 30_000 }),
      launched.ended.then((code) => {
        throw new Error(`the house ended with ${code}:\n${launched.output()}`);
      }),
    ]).catch((error: unknown) => {
      throw new Error(`the house is not ready:\n${launched.output()}`, { cause: error });
    });
    return launched;
  }
  let current = await launch();
  return {
    origin,
    get process() {
      return current;
    },
    async restart() {
      current = await launch();
    },
  };
}
