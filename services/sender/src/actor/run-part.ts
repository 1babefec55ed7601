/** Takes one part from its slot to its record: claim, send, record, and what follows for chat and bot. */
import type { ClaimedPart, PartResult, Repositories, TakenLine } from "@lumenflow/db";
import type { Trouble } from "@lumenflow/governance";
import { digestOfParts } from "@lumenflow/outbound";
import { describeError, type Logger } from "@lumenflow/runtime";
import { changesMessages, messagesChanged } from "@lumenflow/telegram";
import { failureBeforehand } from "../beforehand.ts";
import type { Claims } from "../claims.ts";
import type { SenderMetrics } from "../metrics.ts";
import { backoffMs, type Consequence, consequenceOf } from "../outcomes.ts";
import type { Part } from "../pacing/part.ts";
import type { Schedule } from "../pacing/schedule.ts";
import type { Results } from "../results.ts";
import type { SendPart, Sent } from "../send-part.ts";
import { createFloods } from "./floods.ts";

/**
 * What was claimed longer ago does not begin to go out: another owner may count on it having been sent,
 * or somebody may have paused the line.
 */
const staleMs = 1_000;
/** Holds from here on are kept in Postgres, so that they outlive this owner. */
const keptHoldMs = 5_000;

/** Runs what needs a connection to Telegram, in the order asked, once one is free. */
export type WhenFree = <T>(work: () => Promise<T>) => Promise<T>;

export interface RunPartDeps {
  readonly line: TakenLine;
  readonly schedule: Schedule;
  readonly claims: Pick<Claims, "claim">;
  readonly results: Results;
  readonly sendPart: SendPart;
  readonly outbox: Pick<Repositories["outbox"], "holdChat" | "holdConnection">;
  readonly metrics: SenderMetrics;
  readonly logger: Logger;
  readonly now: () => number;
  readonly whenFree: WhenFree;
  /** Whether the line's owner claims anything more. */
  readonly begins: () => boolean;
  /** The connection no longer takes our claims: find out why. */
  readonly doubtOwnership: () => void;
  /** The chat goes on under another id, and so does what else is queued for it. */
  readonly moved: () => void;
  /** The token is refused: nothing more can be sent. */
  readonly needsPerson: (trouble: Trouble) => Promise<void>;
}

export type RunPart = (part: Part) => Promise<void>;

/** What may go out, and when it was asked for. */
interface Ready {
  readonly claimed: ClaimedPart;
  readonly askedAt: number;
}

/** A call, and what came of it. */
interface Called extends Ready, Sent {}

const reached = { times: 0, at: Number.NEGATIVE_INFINITY };

export function createRunPart(deps: RunPartDeps): RunPart {
  const { line, schedule, claims, results, sendPart, outbox, metrics, now } = deps;
  const floods = createFloods(now);
  /** How often in a row Telegram could not be reached, and when that was last counted. */
  let unreachable = reached;

  const ownOf = ({ workspaceId, messageId, id: partId }: Part) => ({
    workspaceId,
    messageId,
    partId,
    fence: line.fence,
  });

  function putBack(part: Part): void {
    schedule.withdrawn(part);
    schedule.putBack(part, now());
  }

  /** What was claimed, or may have been, and was certainly not sent returns to its place. */
  async function unclaim(part: Part, detail: string): Promise<void> {
    await results.record({ ...ownOf(part), to: "queued", waitMs: 0, spent: false, detail });
    putBack(part);
  }

  async function claim(part: Part): Promise<Ready | undefined> {
    const wanted = { connectionId: line.connectionId, fence: line.fence, partId: part.id };
    const claim = await claims.claim(wanted).catch((error: unknown) => {
      deps.logger.warn({ partId: part.id, err: describeError(error) }, "a claim was not answered");
      return undefined;
    });
    if (claim === undefined) {
      metrics.refusedClaims.inc({ reason: "no-answer" });
      await unclaim(part, "the claim was not answered");
      return undefined;
    }
    const { answer } = claim;
    if (answer.kind === "part-refused") {
      metrics.refusedClaims.inc({ reason: "part" });
      schedule.withdrawn(part);
      schedule.remove(part);
      return undefined;
    }
    if (answer.kind === "owner-refused") {
      metrics.refusedClaims.inc({ reason: "owner" });
      putBack(part);
      deps.doubtOwnership();
      return undefined;
    }
    const { askedAt } = claim;
    if (now() > askedAt + staleMs) {
      metrics.refusedClaims.inc({ reason: "stale" });
      await unclaim(part, "the claim came too late");
      return undefined;
    }
    const { digested, digest } = answer.part;
    const asApproved = digestOfParts({ ...digested, workspaceId: part.workspaceId }) === digest;
    const failure = failureBeforehand(answer.part, asApproved);
    if (failure === undefined) return { claimed: answer.part, askedAt };
    metrics.refusedClaims.inc({ reason: asApproved ? "beforehand" : "digest" });
    if (!asApproved) {
      deps.logger.error({ messageId: part.messageId, partId: part.id }, "a digest does not match");
    }
    await results.record({ ...ownOf(part), to: "failed", failure });
    schedule.withdrawn(part);
    schedule.remove(part);
    return undefined;
  }

  /** Claims only what a connection is free for: what is claimed must begin within a second. */
  async function call(part: Part): Promise<Called | undefined> {
    if (!deps.begins() || schedule.held) {
      putBack(part);
      return undefined;
    }
    const ready = await claim(part);
    if (ready === undefined) return undefined;
    const { claimed, askedAt } = ready;
    if (claimed.chatId !== part.chatId) deps.moved();
    const sent = await sendPart(claimed, askedAt + staleMs);
    schedule.answered(part);
    return { ...ready, ...sent };
  }

  /** Holds at once, so that nothing more goes out while Postgres is told. */
  async function hold(chatId: string, askedAt: number, consequence: Consequence) {
    const { holdChatMs, unreachable: away } = consequence;
    if (holdChatMs !== undefined) {
      schedule.holdChat(chatId, now() + holdChatMs);
      const botMs = floods.hit(chatId, holdChatMs);
      if (botMs > 0) schedule.holdBot(now() + botMs);
      const chat = { workspaceId: line.workspaceId, connectionId: line.connectionId, chatId };
      await outbox.holdChat(chat, holdChatMs, "Telegram asks to wait");
      if (botMs > 0) {
        await outbox.holdConnection(line.connectionId, botMs, "Telegram asks to wait");
      }
    }
    if (away !== true) unreachable = reached;
    // Calls that were under way together fail together, which is one failure.
    else if (askedAt > unreachable.at) {
      unreachable = { times: unreachable.times + 1, at: now() };
      const ms = backoffMs(unreachable.times);
      schedule.holdBot(now() + ms);
      if (ms >= keptHoldMs) {
        await outbox.holdConnection(line.connectionId, ms, "Telegram cannot be reached");
      }
    }
  }

  function settle(part: Part, record: Consequence["record"]): void {
    if (record.to === "queued" && record.newChatId === undefined) {
      schedule.putBack(part, now() + record.waitMs);
      return;
    }
    schedule.remove(part);
    if (record.to === "queued" && record.newChatId !== undefined) deps.moved();
  }

  return async (part) => {
    const called = await deps.whenFree(() => call(part));
    if (called === undefined) return;
    const { claimed, askedAt, outcome, errorCode } = called;
    const { attempt, method, payload } = claimed;
    const changes = changesMessages(method) ? messagesChanged(payload) : undefined;
    const items = Array.isArray(payload.media) ? payload.media.length : undefined;
    const consequence = consequenceOf(outcome, { attempt, errorCode, changes, items });
    const holding = hold(part.chatId, askedAt, consequence).catch(() => undefined);
    // Should Postgres be away just now, the next run meets the same refusal.
    if (consequence.needsPerson !== undefined) {
      await deps.needsPerson(consequence.needsPerson).catch(() => undefined);
    }
    const alone = claimed.digested.parts.length === 1;
    await results.record({ ...ownOf(part), alone, ...consequence.record } as PartResult);
    await holding;
    // Only now may the chat go on: its next part depends on what is recorded.
    settle(part, consequence.record);
  };
}
