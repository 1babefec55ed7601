/** The life of a connection: from a stored token to an erased one. */
import type { Machine } from "./machine.ts";

export type ConnectionStatus =
  | "connected"
  | "inbound_ready"
  | "active"
  | "degraded"
  | "action_required"
  | "disconnecting"
  | "disconnected";

/** Statuses in which a connection belongs to its bot's owner to use and to configure. */
export function isLive(status: ConnectionStatus): boolean {
  return status !== "disconnecting" && status !== "disconnected";
}

/** Causes of `degraded` that an update which arrives does not disprove. */
export const outlastUpdates: readonly string[] = ["backlog", "telegram_unreachable"];

/**
 * What is wrong with a connection and what to do about it, in words for whoever has never read this
 * code. They hold no secret, and no figure that changes while the trouble is the same.
 */
export interface Trouble {
  /** A stable name of the case. */
  readonly cause: string;
  /** What has happened. */
  readonly reason: string;
  /** What to do, or that it passes by itself. */
  readonly remedy: string;
}

/** What a call says of a bot that Telegram will not serve: a token that is refused, another consumer. */
export function refusedBot(call: {
  readonly code: string;
  readonly description: string;
  readonly remedy: string;
}): Trouble {
  const { code: cause, description, remedy } = call;
  const what = cause === "token_refused" ? "the bot's token" : "the bot";
  return { cause, reason: `Telegram refuses ${what} (${storable(description)}).`, remedy };
}

/** Postgres holds no NUL and no half of a surrogate pair; both can come from outside. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/**
 * `connected`: the token is stored. `inbound_ready`: Telegram delivers here, or is asked. `active`: an
 * update has arrived. `degraded`: it worked and now fails in a way that may pass by itself.
 * `action_required`: only a person can help (a revoked token, a second consumer).
 */
export const connectionMachine: Machine<ConnectionStatus> = {
  name: "connection",
  initial: ["connected"],
  states: [
    "connected",
    "inbound_ready",
    "active",
    "degraded",
    "action_required",
    "disconnecting",
    "disconnected",
  ],
  transitions: [
    { from: "connected", to: "inbound_ready", event: "registered", actor: "registrar" },
    // Telegram keeps an earlier webhook's queue: an update can overtake our own note of the success.
    { from: "connected", to: "active", event: "first update stored", actor: "dispatcher" },
    { from: "connected", to: "action_required", event: "needs a person", actor: "registrar" },
    { from: "inbound_ready", to: "active", event: "first update stored", actor: "dispatcher" },
    { from: "inbound_ready", to: "degraded", event: "deliveries fail", actor: "registrar" },
    { from: "inbound_ready", to: "action_required", event: "needs a person", actor: "registrar" },
    { from: "inbound_ready", to: "action_required", event: "token refused", actor: "sender" },
    { from: "active", to: "degraded", event: "deliveries fail", actor: "registrar" },
    { from: "active", to: "action_required", event: "needs a person", actor: "registrar" },
    { from: "active", to: "action_required", event: "token refused", actor: "sender" },
    { from: "degraded", to: "inbound_ready", event: "registered", actor: "registrar" },
    { from: "degraded", to: "inbound_ready", event: "recovered", actor: "registrar" },
    { from: "degraded", to: "active", event: "update stored", actor: "dispatcher" },
    { from: "degraded", to: "action_required", event: "needs a person", actor: "registrar" },
    { from: "degraded", to: "action_required", event: "token refused", actor: "sender" },
    { from: "connected", to: "action_required", event: "token refused", actor: "sender" },
    { from: "action_required", to: "connected", event: "token replaced", actor: "operator" },
    { from: "action_required", to: "inbound_ready", event: "registered", actor: "registrar" },
    { from: "action_required", to: "inbound_ready", event: "recovered", actor: "registrar" },
    { from: "action_required", to: "degraded", event: "deliveries fail", actor: "registrar" },
    { from: "connected", to: "disconnecting", event: "disconnect", actor: "operator" },
    { from: "inbound_ready", to: "disconnecting", event: "disconnect", actor: "operator" },
    { from: "active", to: "disconnecting", event: "disconnect", actor: "operator" },
    { from: "degraded", to: "disconnecting", event: "disconnect", actor: "operator" },
    { from: "action_required", to: "disconnecting", event: "disconnect", actor: "operator" },
    { from: "disconnecting", to: "disconnected", event: "credentials erased", actor: "registrar" },
  ],
};
