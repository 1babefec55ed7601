/** Takes a request to send and stores it once per idempotency key. */
import { operations, type Principal, problem, type Route, route } from "@lumenflow/api";
import { newId, type Repositories } from "@lumenflow/db";
import { askingOf } from "@lumenflow/governance";
import { drainOutbox } from "@lumenflow/jobs";
import { uploadsOf } from "@lumenflow/outbound";
import { ringAfterCommit } from "@lumenflow/queue";
import type { MessageDeps } from "./deps.ts";
import { type MakeReady, optionsOf, type Ready, type Verdict } from "./make-ready.ts";
import { presentAccepted, presentReady } from "./present.ts";
import { requestDigestOf } from "./request-digest.ts";

interface Keyed {
  readonly principal: Principal;
  readonly idempotencyKey: string;
  readonly requestDigest: string;
}

export function createMessage(deps: MessageDeps, makeReady: MakeReady): Route {
  const { database } = deps;
  const { messages } = database;

  return route(operations.createMessage, async ({ body, principal, idempotencyKey, signal }) => {
    const keyed = { principal, idempotencyKey, requestDigest: requestDigestOf(body) };
    const known = body.dryRun === true ? null : await replay(keyed);
    if (known !== null) return known;
    const keep = body.dryRun !== true;
    const ready = await makeReady(body, { principal, keep, signal });
    if (!keep) return { body: { id: null, ...presentReady(ready) } };
    return (await store(keyed, ready)) ?? storedMeanwhile(keyed);
  });

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
      const detail = "A rule of this workspace blocks this message. It was recorded.";
      throw problem.blocked(detail, { id, policy, parts }, headers);
    }
    return { headers, body };
  }

  async function store({ principal, idempotencyKey, requestDigest }: Keyed, ready: Ready) {
    const { workspaceId } = principal;
    const { body, digest, parts, revision: policyRevision } = ready;
    const id = newId("message");
    const requester = { kind: principal.kind, id: principal.id, name: principal.name };
    // Where nothing else belongs to it, one statement is a transaction by itself.
    const alone = ready.needs.budgets.length === 0 && uploadsOf(parts).length === 0;
    const stored = alone ? await add(database) : await database.transaction(add);
    async function add(tx: Pick<Repositories, "messages" | "policies" | "uploads">) {
      const { status, evaluation, rule } = await withPlaces(tx, principal, ready);
      const { effect } = evaluation;
      const asks = effect !== "auto_approve";
      const terms = asks ? rule?.approval : undefined;
      const messageExpiresAt = body.expiresAt ?? null;
      const asking = askingOf(terms, { effect, now: ready.now, messageExpiresAt });
      const approval = {
        id: newId("approval"),
        terms,
        asking,
        expiresAt: asking.expiresAt,
        approvedByRule: asks ? undefined : rule,
      };
      const added = await tx.messages.add(
        {
          id,
          workspaceId,
          connectionId: body.connectionId,
          chatId: body.chatId,
          threadId: body.threadId ?? null,
          status,
          priority: body.priority === "bulk" ? 1 : 0,
          strictSequence: body.sequence === "strict",
          content: body.content,
          options: optionsOf(body),
          digest,
          reason: body.reason ?? null,
          metadata: body.metadata ?? null,
          requester,
          idempotencyKey,
          requestDigest,
          policyEffect: effect,
          policyRuleId: evaluation.ruleId ?? null,
          policyRevision,
          sendAt: body.sendAt ?? null,
          expiresAt: messageExpiresAt,
          parts,
        },
        status === "blocked" ? null : approval,
      );
      if (added === null) return null;
      if (!(await tx.uploads.bind(workspaceId, id, uploadsOf(parts)))) throw uploadGone();
      return { status, heard: added.heard };
    }
    if (stored === null) return null;
    if (stored.status === "queued" && !stored.heard) {
      await ringAfterCommit(deps, drainOutbox, [{ connectionId: body.connectionId }]);
    }
    return answer(workspaceId, id, {});
  }

  /** Another request was faster with this key, or the connection was closed under our hands. */
  async function storedMeanwhile(keyed: Keyed) {
    const known = await replay(keyed);
    if (known !== null) return known;
    throw problem.notUsable("This connection was disconnected just now. Connect the bot again.");
  }
}

/**
 * Where a budget counts, it is counted again under a lock that is held until the message is stored: of
 * two requests at the same time, one alone takes the last place.
 */
async function withPlaces(
  tx: Pick<Repositories, "policies">,
  { workspaceId, kind, id }: Principal,
  ready: Ready,
): Promise<Verdict> {
  const { needs, chatIds, body, again } = ready;
  if (needs.budgets.length === 0) return ready;
  const { connectionId } = body;
  const requester = { kind, id };
  const budgets = { chatType: false, firstContact: false, budgets: needs.budgets };
  const asked = { workspaceId, connectionId, chatIds, requester, needs: budgets };
  await tx.policies.lockPlaces(asked);
  return again((await tx.policies.circumstances(asked)).used);
}

/** Erased between our look and our storing: a day after it was uploaded. */
function uploadGone() {
  const message = "An upload is not kept any more. Upload the file again.";
  return problem.invalid([{ path: "content", message }]);
}
