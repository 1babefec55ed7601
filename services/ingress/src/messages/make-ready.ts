/** Makes a request ready: checks it, takes its files in, renders it, and asks the rules. */
import { type AcceptedView, type MessageInput, type Principal, problem } from "@lumenflow/api";
import type { ConnectionRow, PolicyRow } from "@lumenflow/db";
import { type Evaluation, evaluate, type PolicyEffect, type RuleSet } from "@lumenflow/governance";
import {
  type Consulted,
  changedBy,
  consult,
  type DraftOptions,
  type Prepared,
  prepare,
} from "@lumenflow/outbound";
import { isChange, wantedFiles } from "@lumenflow/telegram";
import { isId } from "../ids.ts";
import type { MessageDeps } from "./deps.ts";

/** What the rules said, and what the message is after that. */
export interface Verdict {
  readonly evaluation: Evaluation;
  readonly status: AcceptedView["status"];
  /** The rule that decided, if one did. */
  readonly rule: PolicyRow | undefined;
}

export type Ready = Omit<Extract<Prepared, { ok: true }>, "facts"> &
  Verdict & {
    /** Addressed to where the chat is now. */
    readonly body: MessageInput;
    readonly chatIds: readonly string[];
    /** Which revision of the rules was asked. */
    readonly revision: number;
    readonly needs: RuleSet["needs"];
    /** When the rules were asked, by Postgres's clock. */
    readonly now: Date;
    /** Asks once more, with budgets as they stand now. */
    again(used: ReadonlyMap<string, number>): Verdict;
  };

export interface ReadyOptions {
  readonly principal: Principal;
  /** False where nothing is to be stored: files are looked at and forgotten. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
}

export type MakeReady = (body: MessageInput, options: ReadyOptions) => Promise<Ready>;

export function createMakeReady({
  database,
  media,
}: Pick<MessageDeps, "database" | "media">): MakeReady {
  const { chatMoves, connections, messages, policies, telegramApprovals } = database;

  async function usable(workspaceId: string, id: string): Promise<ConnectionRow> {
    const connection = isId(id) ? await connections.find(workspaceId, id) : null;
    if (connection === null) throw problem.noConnection();
    if (connection.status === "disconnecting" || connection.status === "disconnected") {
      throw problem.notUsable(`This connection is ${connection.status}. Connect the bot again.`);
    }
    return connection;
  }

  /** Whoever could change what a card says could have anything approved. */
  async function checkNoCard(
    { connectionId, chatId }: MessageInput,
    changed: readonly string[],
    workspaceId: string,
  ): Promise<void> {
    if (changed.length === 0) return;
    if (!(await telegramApprovals.isCard(workspaceId, connectionId, chatId, changed))) return;
    throw problem.notAllowed(
      "This message asks for an approval: nobody changes it but the system.",
    );
  }

  return async (given, { principal, keep, signal }) => {
    const { workspaceId } = principal;
    const connection = await usable(workspaceId, given.connectionId);
    const { botId } = connection;
    const timed = given.sendAt !== undefined || given.expiresAt !== undefined;
    const now = timed ? await messages.clock() : new Date(0);
    checkTimes(given, now);
    checkPaid(given, connection);
    const gathered = await media.gather(wantedFiles(given.content), {
      ...{ workspaceId, keep, signal },
      createdBy: { kind: principal.kind, id: principal.id, name: principal.name },
    });
    if (!gathered.ok) throw problem.notGathered(gathered);
    const chatIds = await chatMoves.idsOf({ ...given, workspaceId });
    const [chatId = given.chatId] = chatIds;
    checkPlace(given, chatId);
    const body = { ...given, chatId };
    const { connectionId, threadId = null, content } = body;
    const requester = { kind: principal.kind, id: principal.id };
    const { metadata, sendAt } = body;
    const asked = { workspaceId, connectionId, chatIds, requester, metadata, sendAt };
    const consulted = await consult(policies, asked);
    const prepared = prepare(
      {
        ...{ workspaceId, connectionId, botId, chatId, chatIds, threadId, content },
        files: gathered.files,
        options: optionsOf(body),
      },
      consulted.set,
      consulted.circumstances,
    );
    if (!prepared.ok) throw problem.invalid(prepared.faults);
    await checkNoCard(body, changedBy(prepared.parts), workspaceId);
    const { facts, ...ready } = prepared;
    const { set, revision } = consulted;
    return {
      ...ready,
      ...verdict(ready.evaluation, consulted, body),
      ...{ body, chatIds, revision, needs: set.needs, now: facts.now },
      again: (used) => verdict(evaluate(set, { ...facts, used }), consulted, body),
    };
  };
}

function verdict(
  evaluation: Evaluation,
  { rules, circumstances }: Consulted<PolicyRow>,
  body: MessageInput,
): Verdict {
  const status = statusAfter(evaluation.effect, body, circumstances.now);
  return { evaluation, status, rule: rules.find(({ id }) => id === evaluation.ruleId) };
}

/** Nobody spends Stars without somebody having allowed it. */
function checkPaid({ paidBroadcast }: MessageInput, connection: ConnectionRow): void {
  if (paidBroadcast !== true || connection.paidBroadcast) return;
  const message = `This costs Stars, which the connection does not allow. Leave it out, or allow it with PATCH /connections/${connection.id} { "paidBroadcast": true }.`;
  throw problem.invalid([{ path: "paidBroadcast", message }]);
}

/** A supergroup has other messages under the ids of the group that it was. */
function checkPlace({ chatId, content, replyToMessageId }: MessageInput, now: string): void {
  if (chatId === now) return;
  if (isChange(content)) {
    const message = `This group became the supergroup ${now}: what was said before can no longer be changed, and what came after is in that chat.`;
    throw problem.invalid([{ path: "chatId", message }]);
  }
  if (replyToMessageId === undefined) return;
  const message = `This group became the supergroup ${now}: what was said before can no longer be answered, so leave this out; what came after is in that chat.`;
  throw problem.invalid([{ path: "replyToMessageId", message }]);
}

/** What shapes a message beside its content. */
export function optionsOf(body: MessageInput): DraftOptions {
  const { replyToMessageId, silent, protected: isProtected, buttons, paidBroadcast } = body;
  return { replyToMessageId, silent, protected: isProtected, buttons, paidBroadcast };
}

function statusAfter(
  effect: PolicyEffect,
  { sendAt }: MessageInput,
  now: Date,
): AcceptedView["status"] {
  if (effect === "block") return "blocked";
  if (effect !== "auto_approve") return "pending_approval";
  return sendAt !== undefined && sendAt > now ? "scheduled" : "queued";
}

function checkTimes({ sendAt, expiresAt }: MessageInput, now: Date): void {
  if (expiresAt === undefined) return;
  if (expiresAt <= now) {
    const message = "is in the past: give a later time, or leave it out";
    throw problem.invalid([{ path: "expiresAt", message }]);
  }
  if (sendAt !== undefined && sendAt >= expiresAt) {
    const message =
      "must be after sendAt, or it would never be sent: let it expire later, or send it earlier";
    throw problem.invalid([{ path: "expiresAt", message }]);
  }
}
