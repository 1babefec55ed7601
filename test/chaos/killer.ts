/** Chooses whom to kill in which round, kills them and brings them back. */
import { setTimeout as pause } from "node:timers/promises";
import { type Cast, isStore } from "./cast.ts";
import type { Random } from "./random.ts";

/** Every kind comes once before one comes again; in one round out of four two fall together. */
export function planKills<Kind extends string>(
  kinds: readonly Kind[],
  rounds: number,
  random: Random,
): Kind[][] {
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
export async function killRound<Role extends string>(
  cast: Pick<Cast<Role>, "kill">,
  victims: readonly Cast<Role>["kinds"][number][],
  random: Random,
) {
  const back: { kind: string; restart: () => Promise<void> }[] = [];
  // Its process id is asked of Postgres itself, its counters of a dispatcher: nobody is asked once anybody is dead.
  // And only a Redis that is there can be wiped.
  const order = [...victims].sort((a, b) => Number(b === "flush") - Number(a === "flush"));
  for (const kind of order) back.push({ kind, restart: await cast.kill(kind) });
  await pause(random.below(longestAwayMs));
  for (const store of back.filter(({ kind }) => isStore(kind))) await store.restart();
  await Promise.all(back.filter(({ kind }) => !isStore(kind)).map(({ restart }) => restart()));
}
