/** Takes a request to send: validates, renders, judges, and stores it once per idempotency key. */

import {
  type AcceptedView,
  type MessageInput,
  operations,
  type Principal,
  problem,
  type Route,
  route,
} from "@lumenflow/api";
import { type ConnectionRow, newId, type PolicyRow } from "@lumenflow/db";
import type { PolicyEffect } from "@lumenflow/governance";
import { drainOutbox } from "@lumenflow/jobs";
import { type Prepared, prepare } from "@lumenflow/outbound";
import { ringAfterCommit } from "@lumenflow/queue";
import { isId } from "../ids.ts";
import type { MessageDeps } from "./deps.ts";
import { presentAccepted } from "./present.ts";
import { requestDigestOf } from "./request-digest.ts";

type Ready = Extract<Prepared, { ok: true }>;

interface Keyed {
  readonly principal: Principal;
  readonly idempotencyKey: string;
  readonly requestDigest: string;
}

interface Asked extends Keyed {
  /** Addressed to where the chat is now. */
  readonly body: MessageInput;
  /** Every id that the chat has had. */
  readonly chatIds: readonly string[];
}

export function createMessage(deps: MessageDeps): Route {
  const { database } = deps;
  const { chatMoves, connections, messages, policies } = database;

  return route(operations.createMessage, async ({ body, principal, idempotencyKey }) => {
    const keyed = { principal, idempotencyKey, requestDigest: requestDigestOf(body) };
    const known = body.dryRun === true ? null : await replay(keyed);
    if (known !== null) return known;
    const { workspaceId } = principal;
    const connection = await usable(workspaceId, body.connectionId);
    checkTimes(body);
    const [rules, chatIds] = await Promise.all([
      policies.enabled(workspaceId),
      chatMoves.idsOf({ ...body, workspaceId }),
    ]);
    const [chatId = body.chatId] = chatIds;
    const asked = { ...keyed, body: { ...body, chatId }, chatIds };
    const ready = prepared(asked, connection, rules);
    const status = statusAfter(ready.evaluation.effect, body);
    if (body.dryRun === true) return { body: dryAnswer(ready, status) };
    return (await store(asked, ready, status, rules)) ?? storedMeanwhile(asked);
  });

  async function usable(workspaceId: string, id: string): Promise<ConnectionRow> {
    const connection = isId(id) ? await connections.find(workspaceId, id) : null;
    if (connection === null) throw problem.notFound("There is no connection of this id here.");
    if (connection.status === "disconnecting" || connection.status === "disconnected") {
      throw problem.notUsable(`This connection is ${connection.status}. Connect the bot again.`);
    }
    return connection;
  }

  /** What a key was used for before, or null. */
  async function replay({ principal, idempotencyKey, requestDigest }: Keyed) {
    const { workspaceId } = principal;
    const known = await messages.requestOf(workspaceId, idempotencyKey);
    if (known === null) return null;
    if (known.requestDigest !== requestDigest) throw problem.keyReused();
    return answer(workspaceId, known.id, { "idempotency-replayed": "true" });
  }

  async function answer(workspaceId: string, id: string, headers: Record<string, string>) {
    const row = await messages.find(workspaceId, id);
    if (row === null) throw problem.notFound("There is no message of this id here.");
    const body = presentAccepted(row);
    if (row.status === "blocked") {
      const { policy, parts } = body;
      throw problem.blocked("A rule of this workspace blocks this message. It was recorded.", {
        id,
        status: row.status,
        policy,
        parts,
      });
    }
    return { headers, body };
  }

  async function store(
    { body, principal, idempotencyKey, requestDigest }: Asked,
    ready: Ready,
    status: AcceptedView["status"],
    rules: readonly PolicyRow[],
  ) {
    const { workspaceId } = principal;
    const { evaluation, digest, parts } = ready;
    const id = newId("message");
    const requester = { kind: principal.kind, id: principal.id, name: principal.name };
    const rule = rules.find((each) => each.id === evaluation.ruleId);
    const policyRuleId = evaluation.ruleId ?? null;
    const stored = await database.transaction(async (tx) => {
      const partIds = await tx.messages.add({
        id,
        workspaceId,
        connectionId: body.connectionId,
        chatId: body.chatId,
        threadId: body.threadId ?? null,
        status,
        priority: body.priority === "bulk" ? 1 : 0,
        content: body.content,
        options: optionsOf(body),
        digest,
        reason: body.reason ?? null,
        metadata: body.metadata ?? null,
        requester,
        idempotencyKey,
        requestDigest,
        policyEffect: evaluation.effect,
        policyRuleId,
        sendAt: body.sendAt ?? null,
        expiresAt: body.expiresAt ?? null,
        parts,
      });
      if (partIds === null || status === "blocked") return partIds !== null;
      await tx.approvals.add({
        id: newId("approval"),
        workspaceId,
        messageId: id,
        digest,
        policyRuleId,
        expiresAt: body.expiresAt ?? null,
        requester,
        approvedByRule: evaluation.effect === "auto_approve" ? rule : undefined,
      });
      if (status === "queued") await tx.parts.enqueue(workspaceId, partIds);
      return true;
    });
    if (!stored) return null;
    if (status === "queued") {
      await ringAfterCommit(deps, drainOutbox, [{ connectionId: body.connectionId }]);
    }
    return answer(workspaceId, id, {});
  }

  /** Another request was faster with this key, or the connection was closed under our hands. */
  async function storedMeanwhile(asked: Asked) {
    const known = await replay(asked);
    if (known !== null) return known;
    throw problem.notUsable("This connection was disconnected just now. Connect the bot again.");
  }
}

function prepared(
  { body, chatIds, principal }: Asked,
  { botId }: ConnectionRow,
  rules: PolicyRow[],
): Ready {
  const found = prepare(
    {
      workspaceId: principal.workspaceId,
      connectionId: body.connectionId,
      botId,
      chatId: body.chatId,
      chatIds,
      threadId: body.threadId ?? null,
      content: body.content,
      options: optionsOf(body),
    },
    rules.map((rule) => ({ ...rule, effect: rule.effect as PolicyEffect })),
  );
  if (!found.ok) throw problem.invalid(found.faults);
  return found;
}

function optionsOf({ replyToMessageId, silent, protected: isProtected, buttons }: MessageInput) {
  return { replyToMessageId, silent, protected: isProtected, buttons };
}

function statusAfter(
  effect: PolicyEffect,
  { sendAt }: Pick<MessageInput, "sendAt">,
): AcceptedView["status"] {
  if (effect === "block") return "blocked";
  if (effect !== "auto_approve") return "pending_approval";
  return sendAt !== undefined && sendAt.getTime() > Date.now() ? "scheduled" : "queued";
}

function checkTimes({ sendAt, expiresAt }: Pick<MessageInput, "sendAt" | "expiresAt">): void {
  if (expiresAt === undefined) return;
  if (expiresAt.getTime() <= Date.now()) {
    throw problem.invalid([{ path: "expiresAt", message: "is in the past" }]);
  }
  if (sendAt !== undefined && sendAt >= expiresAt) {
    throw problem.invalid([{ path: "expiresAt", message: "must be after sendAt" }]);
  }
}

function dryAnswer(ready: Ready, status: AcceptedView["status"]): AcceptedView {
  const { effect, ruleId } = ready.evaluation;
  const parts = ready.parts.map(({ method, payload }) => ({ method, payload: { ...payload } }));
  return { id: null, status, policy: { effect, ...(ruleId && { ruleId }) }, parts };
}
