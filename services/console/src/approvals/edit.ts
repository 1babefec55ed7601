/** Prepares a message as its approver edited it: rendered, digested and judged anew. */
import { type Content, problem } from "@lumenflow/api";
import type { ApprovalRow, PolicyRow } from "@lumenflow/db";
import type { PolicyEffect } from "@lumenflow/governance";
import { type DraftOptions, type Prepared, prepare } from "@lumenflow/outbound";

export type Edited = Extract<Prepared, { ok: true }> & { readonly content: Content };

/** Throws E010 where Telegram would refuse it and E020 where a rule blocks it; nothing changes then. */
export function edited(
  row: ApprovalRow,
  content: Content,
  rules: readonly PolicyRow[],
  chatIds: readonly string[],
): Edited {
  const found = prepare(
    {
      workspaceId: row.workspaceId,
      connectionId: row.connectionId,
      botId: row.botId,
      chatId: row.chatId,
      chatIds,
      threadId: row.threadId,
      content,
      options: row.options as DraftOptions,
    },
    rules.map((rule) => ({ ...rule, effect: rule.effect as PolicyEffect })),
  );
  if (!found.ok) throw problem.invalid(found.faults);
  if (found.evaluation.effect === "block") {
    throw problem.blocked("A rule of this workspace blocks the edited message. Nothing was sent.", {
      policy: { effect: "block", ruleId: found.evaluation.ruleId },
    });
  }
  return { ...found, content };
}
