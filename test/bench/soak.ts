/**
 * `pnpm bench soak [minutes] [updates per second]`: whether memory stays flat. An ingress and a
 * dispatcher take updates of 20 bots at a steady rate, and half as many requests of strangers with
 * invented keys, each from an address of its own. Prints what both hold forty times; the last
 * lines compare the medians of the second and the fourth quarter of the run.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { sql } from "../harness/index.ts";
import { openHouse } from "./house.ts";
import { requestOf } from "./load/connection.ts";
import { forSeconds } from "./load/drive.ts";
import { median } from "./load/measured.ts";
import { pace } from "./load/pace.ts";
import { describeMachine } from "./machine.ts";
import { updateOf } from "./updates.ts";

const minutes = Number(process.argv[2] ?? 10);
const perSecond = Number(process.argv[3] ?? 300);
const chats = 50;
const samplesWanted = 40;
const everyMs = (minutes * 60_000) / samplesWanted;

/** Megabytes. */
interface Held {
  readonly resident: number;
  readonly heap: number;
  readonly external: number;
}

const roles = ["ingress", "dispatcher"] as const;
type Sample = Record<(typeof roles)[number], Held>;

console.log(describeMachine());
const house = await openHouse({ bots: 20, dispatcher: true });
const redis = new Redis(house.redis.url);
const samples: Sample[] = [];
try {
  let going = true;
  const loads = Promise.all([deliver(), strangers()]).finally(() => {
    going = false;
  });
  const beganAt = performance.now();
  while (going) {
    await Promise.race([loads, delay(everyMs)]);
    if (going) await sample(beganAt);
  }
  await loads;
  report();
} finally {
  redis.disconnect();
  await house.stop();
}

async function deliver(): Promise<void> {
  let updateId = 1;
  await pace({
    url: new URL(house.origin),
    connections: 64,
    perSecond,
    goOn: forSeconds(minutes * 60),
    next() {
      updateId += 1;
      const bot = house.bots[updateId % house.bots.length];
      if (bot === undefined) throw new Error("there is no bot");
      return house.delivery(bot, updateOf(updateId % chats, updateId));
    },
  });
}

async function strangers(): Promise<void> {
  await pace({
    url: new URL(house.origin),
    connections: 16,
    perSecond: perSecond / 2,
    goOn: forSeconds(minutes * 60),
    expected: [404, 429],
    next: () =>
      requestOf({
        url: house.webhookUrl(randomBytes(33).toString("base64url")),
        headers: { "x-forwarded-for": [...randomBytes(4)].join(".") },
        body: updateOf(1, 1),
      }),
  });
}

async function sample(beganAt: number): Promise<void> {
  const [ingress, dispatcher] = await Promise.all(roles.map(heldBy));
  if (ingress === undefined || dispatcher === undefined) return;
  samples.push({ ingress, dispatcher });
  const [row] = (await sql(house.databaseUrl, "SELECT count(*) FROM updates")) as {
    count: string;
  }[];
  const used = /used_memory:(\d+)/.exec(await redis.info("memory"))?.[1];
  const at = ((performance.now() - beganAt) / 1_000).toFixed(0).padStart(5);
  console.log(
    `${at} s   ingress ${shown(ingress)}   dispatcher ${shown(dispatcher)}` +
      `   Redis ${megabytes(Number(used)).toFixed(0)} MB   ${row?.count} stored`,
  );
}

async function heldBy(role: (typeof roles)[number]): Promise<Held> {
  const text = await (await fetch(house.metricsOf[role])).text();
  const of = (name: string) =>
    megabytes(Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]));
  return {
    resident: of("process_resident_memory_bytes"),
    heap: of("nodejs_heap_size_used_bytes"),
    external: of("nodejs_external_memory_bytes"),
  };
}

function shown({ resident, heap, external }: Held): string {
  return (
    `${resident.toFixed(0).padStart(4)} MB resident, ${heap.toFixed(0).padStart(3)} heap, ` +
    `${external.toFixed(0).padStart(3)} external`
  );
}

function report(): void {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  for (const role of roles) {
    const of = (from: number, pick: (held: Held) => number) =>
      median(samples.slice(from, from + quarter).map((each) => pick(each[role])));
    const change = (pick: (held: Held) => number) => {
      const [before, after] = [of(quarter, pick), of(samples.length - quarter, pick)];
      return `${before.toFixed(0)} → ${after.toFixed(0)} MB`;
    };
    console.log(
      `${role}: resident ${change((held) => held.resident)}, heap ${change((held) => held.heap)}`,
    );
  }
}

function megabytes(bytes: number): number {
  return bytes / 1024 ** 2;
}
