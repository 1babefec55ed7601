/** Every update of the fixtures, as a bot would get them one after another. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeUpdate } from "@lumenflow/telegram";

const folder = join(import.meta.dirname, "../fixtures/updates");

export interface Fixture {
  readonly name: string;
  readonly updateId: string;
  readonly lane: string;
  readonly text: string;
}

/** Each under an id of its own: many of them come from different bots. */
export function everyFixture(): Fixture[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.map((name, index) => {
    const updateId = String(700_000_000 + index);
    const text = readFileSync(join(folder, name), "utf8").replace(
      /("update_id"\s*:\s*)\d+/,
      `$1${updateId}`,
    );
    const about = describeUpdate(text);
    if (about.updateId !== updateId) throw new Error(`${name} has no update_id to replace`);
    return { name, updateId, lane: about.chatLane, text };
  });
}
