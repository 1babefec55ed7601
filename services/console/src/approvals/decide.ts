/** Decides one approval: bound to the digest of what was seen, by those who may, and not by whoever asked. */
import { isDeepStrictEqual } from "node:util";
import { actorOf, type Content, type Principal, Problem, problem } from "@lumenflow/api";
import { decide as decideWithin, type Outcome, type Standing } from "@lumenflow/approvals";
import type { ApprovalRow, Repositories } from "@lumenflow/db";
import { type MayDecide, mayDecide } from "@lumenflow/governance";
import { consult, uploadsOf } from "@lumenflow/outbound";
import type { ApprovalDeps } from "./deps.ts";
import { type Edited, edited } from "./edit.ts";
import { createStanding, requesterOf } from "./standing.ts";

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
    if (saidBefore(row, wanted, principal)) return { row, ring: null };
    const standing = await createStanding(database, principal);
    checkDecider(row, principal, await standing(row));
    if (row.status !== "pending") return { row: settled(row, wanted), ring: null };
    checkSeen(row, wanted);
    const edit = await editOf(row, wanted, decider);
    const outcome = await database.transaction((tx) =>
      decideWithin(
        tx,
        askOf(row, wanted, principal),
        edit === null ? undefined : (tx) => applyEdit(tx, row, edit, principal),
      ),
    );
    const after = await found(principal, wanted.id);
    if (!saidBefore(after, wanted, principal)) checkOutcome(outcome, after, wanted);
    return { row: after, ring: outcome.kind === "released" ? row.connectionId : null };
  };

  async function editOf(row: ApprovalRow, { content }: Wanted, decider: Decider) {
    if (content === undefined) return null;
    try {
      const chatIds = await chatMoves.idsOf(row);
      const { requesterKind: kind, requesterId: id, messageId: besides, ...asked } = row;
      const requester = { kind, id };
      const consulted = await consult(policies, { ...asked, chatIds, requester, besides });
      const edit = await edited(
        { media, database },
        { row, content, consulted, chatIds, ...decider },
      );
      // What says the same was not edited: nothing that was said about it is void.
      return edit.digest === row.digest ? null : edit;
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

function askOf(row: ApprovalRow, wanted: Wanted, who: Principal) {
  const { decision, digest } = wanted;
  const reason = wanted.reason ?? null;
  const { workspaceId, messageId, id } = row;
  const by = { kind: who.kind, id: who.id, name: who.name, role: who.role };
  const { mayDecideOwn } = who;
  const via = "api" as const;
  return { workspaceId, messageId, id, by, mayDecideOwn, decision, digest, reason, via };
}

/** Puts the edited message in place of the one that was asked about, and asks anew. Its digest. */
async function applyEdit(
  tx: Repositories,
  row: ApprovalRow,
  edit: Edited,
  { kind, id, name }: Principal,
): Promise<string> {
  const { workspaceId, messageId } = row;
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
  const asked = await tx.approvals.edit({
    ...{ workspaceId, id: row.id, by: { kind, id, name } },
    fromDigest: row.digest,
    toDigest: edit.digest,
    before: row.content,
    after: edit.content,
    policyRevision: edit.revision,
    renewed: edit.renewed,
  });
  if (!asked) throw problem.conflict("The time to decide has passed.");
  return edit.digest;
}

function checkDecider(row: ApprovalRow, principal: Principal, { own, standsFor }: Standing): void {
  const { mayDecideOwn } = principal;
  if (own && !mayDecideOwn) refuse("own");
  const asked = { requester: requesterOf(row), approvers: row.approvers };
  refuse(mayDecide(asked, { decider: principal, mayDecideOwn, standsFor }));
}

function refuse(may: MayDecide): void {
  if (may === "yes") return;
  throw problem.notAllowed(refusals[may]);
}

const refusals: Readonly<Record<Exclude<MayDecide, "yes">, string>> = {
  own: "Whoever asked to send a message does not decide about it, nor do keys that they made or were made by; and where several must approve, keys of one line and whoever made them count as one.",
  "own-through-another":
    "You would decide here in somebody else's place, and one of the two of you, or a key that one of you made, asked for this message. Somebody else whom its rule names has to decide.",
  "not-named": "This is for others to decide: its rule names who, and you are not among them.",
};

/** Somebody may have decided between our look and our move: what they decided counts. */
function checkOutcome(outcome: Outcome, after: ApprovalRow, wanted: Wanted): void {
  switch (outcome.kind) {
    case "own":
    case "own-through-another":
    case "not-named":
      refuse(outcome.kind);
      return;
    case "expired":
      throw problem.conflict("The time to decide has passed.");
    case "settled":
      settled(after, wanted);
      return;
    case "other-digest":
      throw otherDigest();
    case "voted-otherwise":
      throw problem.conflict(
        "You have decided about this otherwise already. Others may still reject it, and whoever asked may withdraw it.",
      );
    default:
      return;
  }
}

/** The same decision again, whoever says it, changes nothing; any other comes too late. */
function settled(row: ApprovalRow, wanted: Wanted): ApprovalRow {
  if (row.status === wanted.decision && isAboutIt(row, wanted)) return row;
  if (row.status === "pending") throw problem.conflict("The message waits for nobody any more.");
  throw problem.conflict(`This approval is ${row.status} already.`);
}

/**
 * Whether they say again what they have said and what still stands, as after an answer that was lost:
 * their vote about the very digest, or the last edit of all, from the digest that they saw then to what
 * it says now. What others have said or changed since is for them to look at, and nobody repeats another.
 */
function saidBefore(row: ApprovalRow, wanted: Wanted, { kind, id }: Principal): boolean {
  if (row.status !== "pending" && row.status !== wanted.decision) return false;
  const edit = row.edits.at(-1);
  if (wanted.content !== undefined && edit?.kind === kind && edit.editorId === id) {
    const { fromDigest, toDigest, after } = edit;
    const leadsHere = fromDigest === wanted.digest && toDigest === row.digest;
    if (leadsHere && isSame(wanted.content, after)) return true;
  }
  const vote = row.decisions.find((each) => {
    const by = each.castBy ?? { kind: each.kind, id: each.approverId };
    return by.kind === kind && by.id === id && each.voidedAt === null;
  });
  return vote?.decision === wanted.decision && isAboutIt(row, wanted);
}

/** Whether a decision is about what the message says now, and would leave it at that. */
function isAboutIt(row: ApprovalRow, { digest, content }: Wanted): boolean {
  return row.digest === digest && (content === undefined || isSame(content, row.content));
}

/** As JSON, which is how it is stored: what is undefined is absent there. */
function isSame(content: Content, stored: unknown): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(content)), stored);
}

function checkSeen(row: ApprovalRow, wanted: Wanted): void {
  if (row.expired) throw problem.conflict("The time to decide has passed.");
  if (row.digest !== wanted.digest) throw otherDigest();
}

function otherDigest() {
  return problem.conflict(
    "The message is not the one you saw: its digest differs. Look at it again, then decide.",
  );
}
