/** Everything that can be killed: the stores and two processes of each receiving role, on ports that stay theirs. */
import { join } from "node:path";
import {
  cloneDatabase,
  eventually,
  freePort,
  type Running,
  startPostgres,
  startRedis,
  startService,
} from "../../harness/index.ts";
import type { Random } from "./random.ts";

export type Kind = "ingress" | "dispatcher" | "keeper" | "redis" | "postgres";

export interface Cast {
  readonly databaseUrl: string;
  readonly ingressPorts: readonly number[];
  /** What there is on this backend. */
  readonly kinds: readonly Kind[];
  /** Processes that were ready and ended without having been killed, with what they said last. */
  readonly ended: readonly string[];
  /** kill -9 of one of the kind; the returned function starts it again and waits until it is ready. */
  kill(kind: Kind): Promise<() => Promise<void>>;
  /** Updates that dispatchers were given again and did not store again; what a killed one counted since it was last asked is lost. */
  duplicates(): Promise<number>;
  stop(): Promise<void>;
}

export interface CastOptions {
  readonly backend: "redis" | "postgres";
  readonly random: Random;
  /** `id:base64`, as `LUMENFLOW_ENCRYPTION_KEYS` takes it. */
  readonly encryptionKeys: string;
}

interface Member {
  readonly role: "ingress" | "dispatcher" | "keeper";
  readonly port: number;
  running: Running;
  /** As its metrics say since it was started. */
  duplicates: number;
}

const services = join(import.meta.dirname, "../../../services");
const programs = {
  ingress: join(services, "ingress/src/main.ts"),
  dispatcher: join(import.meta.dirname, "dispatcher.ts"),
  keeper: join(services, "keeper/src/main.ts"),
};
const roles = ["ingress", "ingress", "dispatcher", "dispatcher", "keeper"] as const;
const readyWithinMs = 120_000;

export async function openCast(options: CastOptions): Promise<Cast> {
  const { backend, random, encryptionKeys } = options;
  const postgres = await startPostgres({ port: await freePort() });
  const redis = backend === "redis" ? await startRedis() : undefined;
  const databaseUrl = await cloneDatabase(postgres.url("postgres"));
  const members: Member[] = [];
  const killed = new Set<Running>();
  const ended: string[] = [];
  let duplicatesOfTheDead = 0;

  function launch(role: Member["role"], port: number): Running {
    return startService(programs[role], {
      env: {
        DATABASE_URL: databaseUrl,
        ...(redis && { REDIS_URL: redis.url }),
        PORT: String(port),
        LOG_LEVEL: "warn",
        ...(role === "dispatcher" && {
          LUMENFLOW_ENCRYPTION_KEYS: encryptionKeys,
          LUMENFLOW_ENDPOINT_NETWORKS: "127.0.0.0/8",
        }),
      },
    });
  }

  /** As a supervisor does: one that could not start, since a store was too slow for it, is started again. */
  async function bringUp(role: Member["role"], port: number): Promise<Running> {
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

  async function count(member: Member): Promise<void> {
    const metrics = await fetch(`http://127.0.0.1:${member.port}/metrics`).then(
      (answer) => answer.text(),
      () => "",
    );
    const line = /lumenflow_updates_dispatched_total\{[^}]*outcome="duplicate"[^}]*\} (\d+)/;
    member.duplicates = Number(line.exec(metrics)?.[1] ?? member.duplicates);
  }

  async function killRole(role: Member["role"]): Promise<() => Promise<void>> {
    const member = random.pick(members.filter((each) => each.role === role));
    if (role === "dispatcher") await count(member);
    killed.add(member.running);
    await member.running.kill();
    duplicatesOfTheDead += member.duplicates;
    member.duplicates = 0;
    return async () => {
      member.running = await bringUp(role, member.port);
    };
  }

  async function killStore(store: "redis" | "postgres"): Promise<() => Promise<void>> {
    if (store === "postgres") {
      await postgres.kill();
      return postgres.restart;
    }
    await redis?.kill();
    return async () => redis?.restart();
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
        members.push({ role, port, running: await bringUp(role, port), duplicates: 0 });
      }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    databaseUrl,
    ingressPorts: members.filter(({ role }) => role === "ingress").map(({ port }) => port),
    kinds: ["ingress", "dispatcher", "keeper", "postgres", ...(redis ? (["redis"] as const) : [])],
    ended,
    kill: (kind) => (kind === "redis" || kind === "postgres" ? killStore(kind) : killRole(kind)),
    async duplicates() {
      await Promise.all(members.map(count));
      return members.reduce((sum, each) => sum + each.duplicates, duplicatesOfTheDead);
    },
    stop,
  };
}
