/** Everything that can be killed: the stores, and processes of roles on ports that stay theirs. */
import { Redis } from "ioredis";
import { quickestPlace } from "../harness/folders.ts";
import {
  cloneDatabase,
  eventually,
  freePort,
  type Running,
  startPostgres,
  startRedis,
  startService,
} from "../harness/index.ts";
import type { Entry } from "./entries.ts";
import type { Random } from "./random.ts";

/** What befalls a store; `flush` is a Redis that has forgotten everything. */
export type StoreKind = "redis" | "postgres" | "flush";

export const isStore = (kind: string): kind is StoreKind =>
  kind === "redis" || kind === "postgres" || kind === "flush";

export interface Cast<Role extends string> {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly ports: (role: Role) => number[];
  /** What there is on this backend. */
  readonly kinds: readonly (Role | StoreKind)[];
  /** Processes that were ready and ended without having been killed, with what they said last. */
  readonly ended: readonly string[];
  /** kill -9 of one of the kind; the returned function starts it again and waits until it is ready. */
  kill(kind: Role | StoreKind): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

export interface Program {
  readonly file: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface CastOptions<Role extends string> {
  readonly backend: "redis" | "postgres";
  readonly random: Random;
  readonly programs: Readonly<Record<Role, Program>>;
  /** Each as often as it stands here. */
  readonly roles: readonly Role[];
  /** Whether Redis is also wiped, where it is there. */
  readonly flushes?: boolean | undefined;
  /** Told before one is killed. */
  readonly beforeKill?: ((role: Role, port: number) => Promise<void>) | undefined;
}

interface Member<Role> {
  readonly role: Role;
  readonly port: number;
  running: Running;
}

const readyWithinMs = 120_000;

export async function openCast<Role extends string>(
  options: CastOptions<Role>,
): Promise<Cast<Role>> {
  const { backend, random, programs, roles } = options;
  const postgres = await startPostgres({ port: await freePort(), parent: quickestPlace() });
  const redis = backend === "redis" ? await startRedis(quickestPlace()) : undefined;
  const databaseUrl = await cloneDatabase(postgres.url("postgres"));
  const members: Member<Role>[] = [];
  const killed = new Set<Running>();
  const ended: string[] = [];

  function launch(role: Role, port: number): Running {
    const { file, env } = programs[role];
    return startService(file, {
      env: {
        DATABASE_URL: databaseUrl,
        ...(redis && { REDIS_URL: redis.url }),
        PORT: String(port),
        LOG_LEVEL: "warn",
        ...env,
      },
    });
  }

  /** As a supervisor does: one that could not start, since a store was too slow for it, is started again. */
  async function bringUp(role: Role, port: number): Promise<Running> {
    const giveUpAt = performance.now() + readyWithinMs;
    for (;;) {
      const running = launch(role, port);
      const ready = eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, {
        timeoutMs: giveUpAt - performance.now(),
      });
      ready.catch(() => undefined);
      const code = await Promise.race([ready, running.ended]).catch(() => undefined);
      if (code === true) {
        void running.ended.then(() => noteEnd(role, running));
        return running;
      }
      await running.kill();
      if (performance.now() > giveUpAt) {
        throw new Error(`${role} does not start:\n${running.output().slice(-4_000)}`);
      }
    }
  }

  function noteEnd(role: string, running: Running): void {
    if (!killed.has(running)) ended.push(`${role}:\n${running.output().slice(-2_000)}`);
  }

  async function killRole(role: Role): Promise<() => Promise<void>> {
    const member = random.pick(members.filter((each) => each.role === role));
    await options.beforeKill?.(role, member.port);
    killed.add(member.running);
    await member.running.kill();
    return async () => {
      member.running = await bringUp(role, member.port);
    };
  }

  async function killStore(store: StoreKind): Promise<() => Promise<void>> {
    if (store === "postgres") {
      await postgres.kill();
      return postgres.restart;
    }
    if (store === "redis") {
      await redis?.kill();
      return async () => redis?.restart();
    }
    if (redis !== undefined) await flush(redis.url);
    return async () => undefined;
  }

  async function stop(): Promise<void> {
    for (const { running } of members) killed.add(running);
    await Promise.all(members.map(({ running }) => running.kill()));
    await Promise.all([redis?.stop(), postgres.stop()]);
  }

  try {
    await Promise.all(
      roles.map(async (role) => {
        const port = await freePort();
        members.push({ role, port, running: await bringUp(role, port) });
      }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const ofRedis: StoreKind[] = redis === undefined ? [] : ["redis"];
  if (redis !== undefined && options.flushes === true) ofRedis.push("flush");
  return {
    databaseUrl,
    redisUrl: redis?.url,
    ports: (role) => members.filter((each) => each.role === role).map(({ port }) => port),
    kinds: [...new Set(roles), "postgres", ...ofRedis],
    ended,
    kill: (kind) => (isStore(kind) ? killStore(kind) : killRole(kind)),
    stop,
  };
}

/** One that is away just now is not waited for. */
async function flush(url: string): Promise<void> {
  const client = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on("error", () => undefined);
  try {
    await client.flushall();
  } catch {
    return;
  } finally {
    client.disconnect();
  }
}

/** How often which kind was killed, and what ended unasked. */
export function entriesOf<Role extends string>(
  { kinds, ended }: Pick<Cast<Role>, "kinds" | "ended">,
  kills: readonly (Role | StoreKind)[],
): Entry[] {
  return [
    ...kinds.map((kind) => ({
      name: kind === "flush" ? "flushes of redis" : `kills of ${kind}`,
      value: kills.filter((each) => each === kind).length,
    })),
    {
      name: "processes that ended by themselves",
      value: ended.length,
      wanted: 0,
      examples: ended,
    },
  ];
}
