/** Prepares a message as its approver edited it: its files, rendered, digested and judged anew. */
import { isDeepStrictEqual } from "node:util";
import { type Content, type Principal, problem } from "@lumenflow/api";
import type { ApprovalEdit, ApprovalRow, PolicyRow } from "@lumenflow/db";
import { type Asking, askingOf, type Evaluation } from "@lumenflow/governance";
import {
  type Consulted,
  changedBy,
  type DraftOptions,
  type Prepared,
  prepare,
} from "@lumenflow/outbound";
import { type MediaFile, wantedFiles } from "@lumenflow/telegram";
import type { ApprovalDeps } from "./deps.ts";

export type Edited = Extract<Prepared, { ok: true }> & {
  readonly content: Content;
  /** Which revision of the rules was asked. */
  readonly revision: number;
  /** Where it falls under a rule that asks for more: whom it asks from now on. */
  readonly renewed: ApprovalEdit["renewed"];
};

export interface Edit {
  readonly row: ApprovalRow;
  readonly content: Content;
  readonly consulted: Consulted<PolicyRow>;
  /** Every id that the chat has had. */
  readonly chatIds: readonly string[];
  readonly principal: Principal;
  readonly signal: AbortSignal;
}

/**
 * Throws E010 where Telegram would refuse it, E020 where a rule blocks it and E023 where it would need
 * other approvers than are asked; nothing changes then.
 */
export async function edited(
  { media, database }: Pick<ApprovalDeps, "media" | "database">,
  { row, content, consulted, chatIds, principal, signal }: Edit,
): Promise<Edited> {
  const { workspaceId, connectionId, botId, chatId, threadId } = row;
  const gathered = await media.gather(wantedFiles(content), {
    workspaceId,
    createdBy: { kind: principal.kind, id: principal.id, name: principal.name },
    keep: true,
    known: seen(row),
    signal,
  });
  if (!gathered.ok) throw problem.notGathered(gathered);
  const found = prepare(
    {
      ...{ workspaceId, connectionId, botId, chatId, chatIds, threadId, content },
      files: gathered.files,
      options: row.options as DraftOptions,
    },
    consulted.set,
    consulted.circumstances,
  );
  if (!found.ok) throw problem.invalid(found.faults);
  const changed = changedBy(found.parts);
  const { telegramApprovals } = database;
  if (await telegramApprovals.isCard(workspaceId, connectionId, chatId, changed)) {
    throw problem.notAllowed(
      "This message asks for an approval: nobody changes it but the system.",
    );
  }
  if (found.evaluation.effect === "block") {
    throw problem.blocked("A rule of this workspace blocks the edited message. Nothing was sent.", {
      policy: { effect: "block", ruleId: found.evaluation.ruleId },
    });
  }
  const renewed = renewedBy(row, found.evaluation, consulted);
  return { ...found, content, revision: consulted.revision, renewed };
}

/**
 * An edit lets nobody out of what was asked of the message, nor past what is asked of the edited one:
 * terms that ask for more take the place of terms that ask for nothing, and where both ask for
 * something, and not for the same, neither can be kept.
 */
function renewedBy(
  row: ApprovalRow,
  { effect, ruleId }: Evaluation,
  { rules, circumstances }: Consulted<PolicyRow>,
): Edited["renewed"] {
  const rule = rules.find(({ id }) => id === ruleId);
  const terms = effect === "auto_approve" ? null : (rule?.approval ?? null);
  const { now } = circumstances;
  const asking = askingOf(terms, { effect, now, messageExpiresAt: row.messageExpiresAt });
  // The same terms ask others where their rule passes over the first level.
  const same = isDeepStrictEqual(terms, row.terms ?? null) && asking.level <= row.level;
  if (same) return undefined;
  if (!asksMore(asking)) return undefined;
  if (!asksMore(row)) return { ruleId: ruleId ?? null, terms, asking };
  throw problem.conflict(
    `The edited message falls under the rule “${rule?.name}”, which asks other approvers. Reject this one, and ask to send the edited message instead.`,
  );
}

function asksMore({ approvers, required }: Pick<Asking, "approvers" | "required">): boolean {
  return approvers.length > 0 || required > 1;
}

/** What the approver saw behind each address: an edited caption does not fetch another picture. */
function seen(row: ApprovalRow): Map<string, MediaFile> {
  const files = row.parts.flatMap((part) => part.files);
  return new Map(
    wantedFiles(row.content as Content).flatMap(({ source }, index) => {
      const file = files[index];
      return "url" in source && file !== undefined ? [[source.url, file]] : [];
    }),
  );
}
