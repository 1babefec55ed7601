/** What rules are asked about: a message, who asked for it, where it goes, and when. Gathered by the caller. */

export const chatTypes = ["private", "group", "supergroup", "channel"] as const;
export type ChatType = (typeof chatTypes)[number];

/** Kinds of content that carry a file or a thing in place of words. */
export const mediaKinds = [
  "photo",
  "video",
  "document",
  "audio",
  "voice",
  "animation",
  "sticker",
  "location",
  "poll",
] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** What a reader would see of a message, markup resolved. */
export interface Said {
  /** Texts, captions, questions, labels of buttons; one below the other. */
  readonly text: string;
  /** What its files are called. */
  readonly fileNames: readonly string[];
  /** Addresses behind texts and buttons, and those that stand in a text. */
  readonly links: readonly string[];
  readonly media: readonly MediaKind[];
  readonly buttons: boolean;
}

export interface PolicyFacts {
  readonly connectionId: string;
  /** Every id that the chat has had: a rule that names an old one goes on matching. */
  readonly chatIds: readonly string[];
  /** Null where nobody knows. */
  readonly chatType: ChatType | null;
  /** Whether nothing was ever sent to the chat by this connection; null where nobody looked. */
  readonly firstContact: boolean | null;
  readonly requester: { readonly kind: "key" | "user" | "system"; readonly id: string };
  readonly said: Said;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** When it is asked for. */
  readonly now: Date;
  /** When it is to go out. */
  readonly sendAt: Date;
  /** How much of each budget is used, by its key (`Budget.key`). */
  readonly used: ReadonlyMap<string, number>;
}

export const budgetScopes = ["requester", "chat"] as const;
export type BudgetScope = (typeof budgetScopes)[number];

/** Whose messages are counted, how far back, and how many are to be told apart. */
export interface Budget {
  readonly key: string;
  readonly by: readonly BudgetScope[];
  /** Null: ever. */
  readonly withinSeconds: number | null;
  /** Counting may stop here. */
  readonly max: number;
}

/** Which facts a set of rules asks for beyond the message itself. */
export interface Needs {
  readonly chatType: boolean;
  readonly firstContact: boolean;
  readonly budgets: readonly Budget[];
}
