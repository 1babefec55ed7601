/** Judges a connection by what Telegram shows and what earlier looks left: a pure function. */
import type { Trouble } from "@lumenflow/governance";
import type { WebhookInfo } from "@lumenflow/telegram";
import type { Standing } from "./compare-webhook.ts";
import { explainDeliveryError } from "./delivery-errors.ts";
import * as troubles from "./troubles.ts";

/** What is known of a connection before this look. */
export interface Known {
  readonly status: string;
  readonly statusCause: string | null;
  readonly createdAt: Date;
  readonly registeredAt: Date | null;
  readonly lastCheckedAt: Date | null;
  readonly lastDeliveryAt: Date | null;
  /** The last error that Telegram showed; it stays there after later successes. */
  readonly lastErrorAt: Date | null;
  readonly lastSyncErrorAt: Date | null;
  readonly pendingUpdateCount: number | null;
  /** Looks in a row that found trouble. */
  readonly checkMisses: number;
  /** Whether the webhook is to be set already: what has not been set back cannot be taken again. */
  readonly registering: boolean;
  readonly takeovers: readonly Date[];
  readonly backlogGrowth: number;
  readonly quietSeconds: number | null;
  readonly longestQuietSeconds: number | null;
  /** Postgres's clock. */
  readonly now: Date;
}

/** What the next look has to know. */
export interface Memory {
  readonly takeovers: readonly Date[];
  readonly backlogGrowth: number;
  readonly quietSeconds: number | null;
  readonly longestQuietSeconds: number | null;
}

/**
 * `healthy`: all is well. `set`: the webhook has to be set, which mends it. `failing`: it may pass by
 * itself. `person`: it does not.
 */
export type Verdict = "healthy" | "set" | "failing" | "person";

export interface Assessment {
  readonly verdict: Verdict;
  /** Null where all is well, and where setting the webhook is no repair. */
  readonly trouble: Trouble | null;
  readonly memory: Memory;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Taken so often within an hour, a webhook is left to whoever takes it until a person decides. */
export const takeoversToYield = 3;
/** Looks closer together than this (somebody presses verify) say nothing about what goes on between. */
const apartMs = 45 * second;
const growthToReport = 3;
const backlogToReport = 100;
/** A secret that is refused may not have been ours; told so often, it is. */
const registrationsToTry = 2;

export function assess(known: Known, info: WebhookInfo, standing: Standing): Assessment {
  const memory: Memory = {
    takeovers: known.takeovers.filter((at) => known.now.getTime() - at.getTime() < hour),
    backlogGrowth: growthOf(known, info),
    ...rhythmOf(known),
  };
  return (
    ofStanding(known, standing, memory) ?? {
      ...(ofDeliveries(known, info) ?? ofFlow(known, info, memory) ?? healthy),
      memory,
    }
  );
}

type Finding = Omit<Assessment, "memory">;
const healthy: Finding = { verdict: "healthy", trouble: null };
const failing = (trouble: Trouble): Finding => ({ verdict: "failing", trouble });

function ofStanding(known: Known, standing: Standing, memory: Memory): Assessment | null {
  if (standing.kind === "as_wanted") return null;
  // A first registration repairs nothing.
  if (known.registeredAt === null) return { verdict: "set", trouble: null, memory };
  const trouble = troubles.troubleOfStanding(standing);
  if (standing.kind === "outdated" || standing.kind === "changed") {
    return { verdict: "set", trouble, memory };
  }
  if (known.registering) return { verdict: "set", trouble, memory };
  const yielded = known.status === "action_required" && troubles.isContested(known.statusCause);
  const takeovers = yielded ? memory.takeovers : [...memory.takeovers, known.now];
  if (!yielded && takeovers.length < takeoversToYield) {
    return { verdict: "set", trouble, memory: { ...memory, takeovers } };
  }
  const contested = troubles.contestedBy(standing);
  return { verdict: "person", trouble: contested, memory: { ...memory, takeovers } };
}

/**
 * An error counts while it is newer than the last delivery: one that is older has been followed by a
 * success. It begins to count when it is newer than the last one known, since Telegram goes on showing
 * errors that are long over, and ends when nothing waits any more and no newer one has come.
 */
function ofDeliveries(known: Known, info: WebhookInfo): Finding | null {
  if (info.lastErrorDate === null || info.lastErrorMessage === null) return null;
  const errorAt = info.lastErrorDate * second;
  if (errorAt <= timeOf(known.lastDeliveryAt)) return null;
  const isNew = errorAt > timeOf(known.lastErrorAt);
  const lasts = isDeliveryTrouble(known.statusCause) && info.pendingUpdateCount > 0;
  if (!isNew && !lasts) return null;
  const { passes, registerAgain, ...trouble } = explainDeliveryError(info.lastErrorMessage);
  if (registerAgain && known.checkMisses < registrationsToTry) return { verdict: "set", trouble };
  // A connection that needs a person sends nothing: too high a price where only receiving fails.
  const neverWorked = known.lastDeliveryAt === null;
  return !passes && neverWorked ? { verdict: "person", trouble } : failing(trouble);
}

function isDeliveryTrouble(cause: string | null): boolean {
  return cause?.startsWith("delivery_") === true;
}

function ofFlow(known: Known, info: WebhookInfo, memory: Memory): Finding | null {
  if (isStalled(known, info)) return failing(troubles.stalled);
  if (memory.backlogGrowth >= growthToReport && info.pendingUpdateCount >= backlogToReport) {
    return failing(troubles.backlog);
  }
  const syncErrorAt = (info.lastSynchronizationErrorDate ?? 0) * second;
  const lastKnown = known.lastSyncErrorAt ?? known.registeredAt;
  if (syncErrorAt > timeOf(lastKnown) && syncErrorAt > timeOf(known.lastDeliveryAt)) {
    return failing(troubles.unsynchronized);
  }
  return isUnusuallyQuiet(known, memory) ? failing(troubles.quiet) : null;
}

/** Updates waited at the last look and wait now, and none was delivered in between. */
function isStalled(known: Known, info: WebhookInfo): boolean {
  const { lastCheckedAt, lastDeliveryAt, pendingUpdateCount } = known;
  if (lastCheckedAt === null || info.pendingUpdateCount === 0 || !pendingUpdateCount) return false;
  if (timeOf(lastDeliveryAt) > timeOf(lastCheckedAt)) return false;
  return known.statusCause === troubles.stalled.cause || areApart(known);
}

function growthOf(known: Known, info: WebhookInfo): number {
  if (known.pendingUpdateCount === null || !areApart(known)) return known.backlogGrowth;
  const grown = info.pendingUpdateCount - known.pendingUpdateCount;
  if (grown > 0) return known.backlogGrowth + 1;
  return grown < 0 ? 0 : known.backlogGrowth;
}

function areApart({ lastCheckedAt, now }: Known): boolean {
  return lastCheckedAt !== null && now.getTime() - lastCheckedAt.getTime() >= apartMs;
}

/** Half of it is forgotten in ten days of a look every ten minutes. */
const remembered = 0.9995;
const quietTimes = 3;

/**
 * The bot's own rhythm: the longest silence that a delivery has ended, slowly forgotten. Silences are
 * measured when one looks, so the hot path keeps nothing but the time of the last delivery.
 */
function rhythmOf(known: Known): Pick<Memory, "quietSeconds" | "longestQuietSeconds"> {
  const { lastDeliveryAt, lastCheckedAt, quietSeconds, longestQuietSeconds } = known;
  if (lastDeliveryAt === null) return { quietSeconds, longestQuietSeconds };
  const silence = Math.max(0, (known.now.getTime() - lastDeliveryAt.getTime()) / second);
  const hasEnded = quietSeconds !== null && timeOf(lastDeliveryAt) > timeOf(lastCheckedAt);
  const longest = hasEnded
    ? Math.max(quietSeconds, (longestQuietSeconds ?? 0) * remembered)
    : longestQuietSeconds;
  return {
    quietSeconds: Math.floor(silence),
    longestQuietSeconds: longest === null ? null : Math.floor(longest),
  };
}

/** Three times its longest silence, a day at least, and not in its first week, when little is known. */
function isUnusuallyQuiet({ createdAt, now }: Known, memory: Memory): boolean {
  const { quietSeconds, longestQuietSeconds } = memory;
  if (quietSeconds === null || longestQuietSeconds === null) return false;
  if (now.getTime() - createdAt.getTime() < 7 * day) return false;
  return quietSeconds * second > Math.max(day, quietTimes * longestQuietSeconds * second);
}

function timeOf(at: Date | null): number {
  return at === null ? Number.NEGATIVE_INFINITY : at.getTime();
}
