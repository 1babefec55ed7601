/** Chooses whom to kill in which round, kills them and brings them back. */
import { setTimeout as pause } from "node:timers/promises";
import type { Cast, Kind } from "./cast.ts";
import type { Random } from "./random.ts";

/** Every kind comes once before one comes again; in one round out of four two fall together. */
export function planKills(kinds: readonly Kind[], rounds: number, random: Random): Kind[][] {
  let bag: Kind[] = [];
  const draw = (): Kind => {
    if (bag.length === 0) bag = random.shuffled(kinds);
    return bag.pop() as Kind;
  };
  return Array.from({ length: rounds }, () => [
    ...new Set(random.below(4) === 0 ? [draw(), draw()] : [draw()]),
  ]);
}

const longestAwayMs = 1_500;

/** Kills one of each kind and brings them back after a while, stores first: a role needs them to start. */
export async function killRound(cast: Cast, victims: readonly Kind[], random: Random) {
  const back: { kind: Kind; restart: () => Promise<void> }[] = [];
  // Its process id is asked of Postgres itself, its counters of a dispatcher: nobody is asked once anybody is dead.
  for (const kind of victims) back.push({ kind, restart: await cast.kill(kind) });
  await pause(random.below(longestAwayMs));
  const isStore = ({ kind }: { kind: Kind }) => kind === "redis" || kind === "postgres";
  for (const store of back.filter(isStore)) await store.restart();
  await Promise.all(back.filter((each) => !isStore(each)).map(({ restart }) => restart()));
}
