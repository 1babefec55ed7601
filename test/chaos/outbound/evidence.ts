/** What a run leaves behind to be judged by. */
import type { EarlierPlace } from "./people.ts";
import type { Wish } from "./wishes.ts";

/** A call in the sandbox's journal. */
export interface SeenCall {
  readonly timeMs: number;
  readonly text: string;
  readonly applied: boolean;
  /** The id that Telegram answered with; null where it gave no such answer. */
  readonly messageId: string | null;
  readonly troubled: boolean;
}

export interface Evidence {
  readonly databaseUrl: string;
  readonly asked: ReadonlyMap<string, Wish>;
  readonly calls: readonly SeenCall[];
  readonly violations: Readonly<Record<"bot" | "chat" | "group", number>>;
  readonly earlierPlaces: ReadonlyMap<string, readonly EarlierPlace[]>;
}

export interface PartRow {
  readonly id: string;
  readonly messageId: string;
  readonly status: string;
  readonly seq: number | null;
  readonly text: string;
  readonly messageIds: readonly string[];
}
