/** Prepares a message as its approver edited it: its files, rendered, digested and judged anew. */
import { type Content, type Principal, problem } from "@lumenflow/api";
import type { ApprovalRow, PolicyRow } from "@lumenflow/db";
import { type Consulted, type DraftOptions, type Prepared, prepare } from "@lumenflow/outbound";
import { type MediaFile, wantedFiles } from "@lumenflow/telegram";
import type { ApprovalDeps } from "./deps.ts";

export type Edited = Extract<Prepared, { ok: true }> & {
  readonly content: Content;
  /** Which revision of the rules was asked. */
  readonly revision: number;
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

/** Throws E010 where Telegram would refuse it and E020 where a rule blocks it; nothing changes then. */
export async function edited(
  { media }: Pick<ApprovalDeps, "media">,
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
  if (!gathered.ok) throw problem.invalid(gathered.faults);
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
  if (found.evaluation.effect === "block") {
    throw problem.blocked("A rule of this workspace blocks the edited message. Nothing was sent.", {
      policy: { effect: "block", ruleId: found.evaluation.ruleId },
    });
  }
  return { ...found, content, revision: consulted.revision };
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
