/** Decides one approval: bound to the digest of what was seen, once, and not by whoever asked. */
import { isDeepStrictEqual } from "node:util";
import { actorOf, type Content, type Principal, Problem, problem } from "@lumenflow/api";
import type { ApprovalRow, Repositories } from "@lumenflow/db";
import { consult, uploadsOf } from "@lumenflow/outbound";
import type { ApprovalDeps } from "./deps.ts";
import { type Edited, edited } from "./edit.ts";

export interface Wanted {
  readonly id: string;
  readonly decision: "approved" | "rejected";
  readonly digest: string;
  readonly reason?: string | undefined;
  readonly content?: Content | undefined;
}

export interface Decided {
  readonly row: ApprovalRow;
  /** Set where a line has something new: ring it. */
  readonly ring: string | null;
}

export interface Decider {
  readonly principal: Principal;
  /** Aborted when they have gone: nobody waits for a file any more. */
  readonly signal: AbortSignal;
}

export type Decide = (wanted: Wanted, decider: Decider) => Promise<Decided>;

export function createDecide({
  database,
  media,
}: Pick<ApprovalDeps, "database" | "media">): Decide {
  const { approvals, audit, chatMoves, policies } = database;

  async function found({ workspaceId }: Principal, id: string): Promise<ApprovalRow> {
    const row = /^[a-z]+_\w{1,64}$/.test(id) ? await approvals.find(workspaceId, id) : null;
    if (row === null) throw problem.notFound("There is no approval of this id here.");
    return row;
  }

  return async (wanted, decider) => {
    const { principal } = decider;
    const row = await found(principal, wanted.id);
    checkDecider(row, principal);
    if (row.status !== "pending") return { row: settled(row, wanted), ring: null };
    checkSeen(row, wanted);
    const edit = await editOf(row, wanted, decider);
    const outcome = await database.transaction((tx) => apply(tx, row, wanted, edit, principal));
    const after = await found(principal, wanted.id);
    // Somebody decided between our look and our move: what they decided counts.
    if (outcome === "too-late") return { row: settled(after, wanted), ring: null };
    return { row: after, ring: outcome === "queued" ? row.connectionId : null };
  };

  async function editOf(row: ApprovalRow, { content, decision }: Wanted, decider: Decider) {
    if (content === undefined || decision === "rejected") return null;
    try {
      const chatIds = await chatMoves.idsOf(row);
      const { requesterKind: kind, requesterId: id, messageId: besides, ...asked } = row;
      const requester = { kind, id };
      const consulted = await consult(policies, { ...asked, chatIds, requester, besides });
      return await edited({ media }, { row, content, consulted, chatIds, ...decider });
    } catch (error) {
      if (error instanceof Problem && error.code === "E020") {
        const { workspaceId, id: subjectId } = row;
        const initiator = actorOf(decider.principal);
        await audit.append({ workspaceId, action: "approval.edit_blocked", initiator, subjectId });
      }
      throw error;
    }
  }
}

async function apply(
  tx: Repositories,
  row: ApprovalRow,
  wanted: Wanted,
  edit: Edited | null,
  principal: Principal,
): Promise<"too-late" | "done" | "queued"> {
  const { workspaceId, messageId } = row;
  const actor = actorOf(principal);
  if ((await tx.messages.lock(workspaceId, messageId)) !== "pending_approval") return "too-late";
  const decided = await tx.approvals.decide({
    workspaceId,
    id: row.id,
    decision: wanted.decision,
    digest: wanted.digest,
    decidedBy: { kind: principal.kind, id: principal.id, name: principal.name },
    reason: wanted.reason ?? null,
    edited: edit === null ? undefined : { digest: edit.digest, originalContent: row.content },
  });
  if (!decided) return "too-late";
  if (wanted.decision === "rejected") {
    await tx.messages.move({
      workspaceId,
      id: messageId,
      to: "rejected",
      actor,
      detail: wanted.reason,
    });
    await tx.parts.cancelUnsent(workspaceId, [messageId]);
    return "done";
  }
  if (edit !== null) {
    if (!(await tx.uploads.bind(workspaceId, messageId, uploadsOf(edit.parts)))) {
      const message = "An upload is not kept any more. Upload the file again.";
      throw problem.invalid([{ path: "content", message }]);
    }
    await tx.messages.edit({
      workspaceId,
      id: messageId,
      content: edit.content,
      digest: edit.digest,
      policyEffect: edit.evaluation.effect,
      policyRuleId: edit.evaluation.ruleId ?? null,
      policyRevision: edit.revision,
      parts: edit.parts,
    });
  }
  if (row.sendAt !== null && row.sendAt > (await tx.messages.clock())) {
    await tx.messages.move({ workspaceId, id: messageId, to: "scheduled", actor });
    return "done";
  }
  await tx.outbox.release(workspaceId, messageId, actor);
  return "queued";
}

function checkDecider(row: ApprovalRow, principal: Principal): void {
  const own = row.requesterKind === principal.kind && row.requesterId === principal.id;
  if (own && !principal.mayDecideOwn) {
    throw problem.notAllowed("Whoever asked to send a message does not decide about it.");
  }
}

/** The same decision again changes nothing; any other comes too late. */
function settled(row: ApprovalRow, wanted: Wanted): ApprovalRow {
  if (row.status === wanted.decision && sameMessage(row, wanted)) return row;
  if (row.status === "pending" && row.expired) {
    throw problem.conflict("The time to decide has passed.");
  }
  throw problem.conflict(`This approval is ${row.status} already.`);
}

/** Repeating an edit is the same decision; approving something else than was approved is not. */
function sameMessage(row: ApprovalRow, wanted: Wanted): boolean {
  if (wanted.decision === "rejected") return true;
  if (wanted.content === undefined) return row.digest === wanted.digest;
  // As JSON, which is how it is stored: what is undefined is absent there.
  return isDeepStrictEqual(JSON.parse(JSON.stringify(wanted.content)), row.content);
}

function checkSeen(row: ApprovalRow, wanted: Wanted): void {
  if (row.expired) throw problem.conflict("The time to decide has passed.");
  if (row.digest !== wanted.digest) {
    throw problem.conflict(
      "The message is not the one you saw: its digest differs. Look at it again, then decide.",
    );
  }
}
