/** What an answer means for the message, its chat and its connection. */

interface Meaning {
  /** A stable name of the case, fit for logs and metrics. */
  readonly code: string;
  /** Telegram's words or the network's, without secrets; empty on success. */
  readonly description: string;
  /** What a person can do, in plain words. */
  readonly remedy: string;
}

/** What is known about a call that may have been carried out. */
export interface Known {
  /** Whether the whole request may have reached the server. */
  readonly written: boolean;
  /** The HTTP status of the answer, where one came. */
  readonly status: number | null;
  /** Milliseconds from the call to the answer, or to giving up. */
  readonly elapsedMs: number;
  /** The album's item, from 1, that Telegram says failed: the others may be there. */
  readonly failedItem?: number | undefined;
}

/** What could be sent in its place. */
export type Instead =
  | "plain_text"
  | "without_reply"
  | "without_quote"
  | "split"
  | "upload"
  | "document"
  | "new_message";

/** What a refusal by the chat covers: everything, this type of content, this thread, this business peer. */
export type ChatScope = "chat" | "content" | "thread" | "business";

export type Outcome =
  /** Done. `messageIds` is empty for methods that give none, and where Telegram deleted it at once. */
  | (Meaning & { readonly class: "delivered"; readonly messageIds: readonly string[] })
  /** Certainly not done, or harmless to repeat: try again with backoff. */
  | (Meaning & {
      readonly class: "not_delivered_retry";
      /** Nothing of Telegram's could be reached: no call of this bot would succeed now. */
      readonly unreached?: boolean | undefined;
    })
  /** Not done; try again after `retryAfterSeconds`, pausing the chat first, the bot if it repeats. */
  | (Meaning & {
      readonly class: "rate_limited";
      readonly retryAfterSeconds: number;
      /**
       * A restarting server answers unfinished requests with exactly 5 seconds (Query.h 246), some of
       * which it had executed. Nothing tells them from an ordinary wait of 5 seconds.
       */
      readonly maybeRestart: boolean;
    })
  /** May have been done. Never repeated without a person's or a policy's decision. */
  | (Meaning & { readonly class: "uncertain"; readonly known: Known })
  /** This call will never succeed as it is. */
  | (Meaning & { readonly class: "failed_message"; readonly instead?: Instead | undefined })
  /** Nothing of this scope will reach this chat until somebody acts there. */
  | (Meaning & { readonly class: "failed_chat"; readonly scope: ChatScope })
  /** The token or the server: no call of this connection will succeed. */
  | (Meaning & { readonly class: "connection_unusable" })
  /** The group has a new id: store the mapping and send once more to `newChatId`. */
  | (Meaning & { readonly class: "migrated"; readonly newChatId: string });

export type OutcomeClass = Outcome["class"];
