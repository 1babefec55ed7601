/** The receiving half: two ingresses, two dispatchers, whose duplicates are counted, and a keeper. */
import { join } from "node:path";
import { type Cast, openCast as openAnyCast } from "../cast.ts";
import type { Random } from "../random.ts";

export type Role = "ingress" | "dispatcher" | "keeper";

export interface InboundCast extends Cast<Role> {
  /** Updates that dispatchers were given again and did not store again; what a killed one counted since it was last asked is lost. */
  duplicates(): Promise<number>;
}

export interface CastOptions {
  readonly backend: "redis" | "postgres";
  readonly random: Random;
  /** `id:base64`, as `LUMENFLOW_ENCRYPTION_KEYS` takes it. */
  readonly encryptionKeys: string;
}

const services = join(import.meta.dirname, "../../../services");

export async function openCast({
  backend,
  random,
  encryptionKeys,
}: CastOptions): Promise<InboundCast> {
  /** By port, as the metrics of whoever is there say since it was started. */
  const counted = new Map<number, number>();
  let duplicatesOfTheDead = 0;

  async function count(port: number): Promise<void> {
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then(
      (answer) => answer.text(),
      () => "",
    );
    const line = /lumenflow_updates_dispatched_total\{[^}]*outcome="duplicate"[^}]*\} (\d+)/;
    counted.set(port, Number(line.exec(metrics)?.[1] ?? counted.get(port) ?? 0));
  }

  const cast = await openAnyCast<Role>({
    backend,
    random,
    roles: ["ingress", "ingress", "dispatcher", "dispatcher", "keeper"],
    programs: {
      ingress: { file: join(services, "ingress/src/main.ts") },
      dispatcher: {
        file: join(import.meta.dirname, "dispatcher.ts"),
        env: {
          LUMENFLOW_ENCRYPTION_KEYS: encryptionKeys,
          LUMENFLOW_ENDPOINT_NETWORKS: "127.0.0.0/8",
        },
      },
      keeper: {
        file: join(services, "keeper/src/main.ts"),
        env: { LUMENFLOW_ENCRYPTION_KEYS: encryptionKeys },
      },
    },
    async beforeKill(role, port) {
      if (role !== "dispatcher") return;
      await count(port);
      duplicatesOfTheDead += counted.get(port) ?? 0;
      counted.delete(port);
    },
  });
  return {
    ...cast,
    async duplicates() {
      await Promise.all(cast.ports("dispatcher").map(count));
      return [...counted.values()].reduce((sum, each) => sum + each, duplicatesOfTheDead);
    },
  };
}
