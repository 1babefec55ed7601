/** The shape of a row of the catalogue of refusals, and short ways to write one. */
import type { ChatScope, Instead } from "./outcome.ts";

type Effect =
  | { readonly class: "delivered" | "uncertain" | "connection_unusable" | "not_delivered_retry" }
  | { readonly class: "failed_message"; readonly instead?: Instead }
  | { readonly class: "failed_chat"; readonly scope: ChatScope };

export type CatalogueRow = Effect & {
  /** The error codes under which the words count: 400 and 403 have changed places over the years. */
  readonly on: readonly number[];
  /** Lower-case substrings of the description; one of them suffices. */
  readonly says: readonly string[];
  readonly code: string;
  readonly remedy: string;
};

export const REFUSED = [400, 403] as const;

/** A refusal of the message itself. */
export const message = (
  code: string,
  says: readonly string[],
  remedy: string,
  instead?: Instead,
): CatalogueRow => ({
  class: "failed_message",
  on: REFUSED,
  code,
  says,
  remedy,
  ...(instead && { instead }),
});

/** A refusal by the chat. */
export const chat = (
  code: string,
  says: readonly string[],
  remedy: string,
  scope: ChatScope = "chat",
): CatalogueRow => ({ class: "failed_chat", on: REFUSED, code, says, remedy, scope });

/** The work is done already, or there is none left to do. */
export const done = (code: string, says: readonly string[], remedy: string): CatalogueRow => ({
  class: "delivered",
  on: REFUSED,
  code,
  says,
  remedy,
});
