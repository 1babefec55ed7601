/** Renders a draft, digests exactly what would go out, and asks the workspace's rules about it. */
import {
  type Digest,
  type Evaluation,
  evaluate,
  type PolicyFacts,
  type RuleSet,
} from "@lumenflow/governance";
import {
  type Content,
  changesMessages,
  type Fault,
  type MediaFile,
  messagesChanged,
  type PartFile,
  renderMessage,
} from "@lumenflow/telegram";
import { type DigestedPart, digestOfParts } from "./digest.ts";
import { saidIn } from "./said.ts";

/** A button either opens an address or tells the bot its `data`. */
export type DraftButton = { readonly text: string } & (
  | { readonly url: string }
  | { readonly data: string }
);

/** What shapes a message beside its content. */
export interface DraftOptions {
  readonly replyToMessageId?: string | undefined;
  readonly silent?: boolean | undefined;
  readonly protected?: boolean | undefined;
  /** Costs Stars. */
  readonly paidBroadcast?: boolean | undefined;
  readonly buttons?: readonly (readonly DraftButton[])[] | undefined;
}

export interface Draft {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly botId: string;
  readonly chatId: string;
  /** Every id that the chat has had, for rules that name an old one; it has moved where there are several. */
  readonly chatIds: readonly string[];
  readonly threadId: string | null;
  readonly content: Content;
  /** The bytes that the content names by address or upload, in its order. */
  readonly files: readonly MediaFile[];
  readonly options: DraftOptions;
}

/** One Bot API call, with the files that travel along. */
export interface PreparedPart extends DigestedPart {
  readonly files: readonly PartFile[];
}

/** What rules are asked about beside the message itself; the caller finds it out. */
export type Circumstances = Omit<PolicyFacts, "connectionId" | "chatIds" | "said">;

export type Prepared =
  | {
      readonly ok: true;
      /** The Bot API calls, exactly as they go out. */
      readonly parts: readonly PreparedPart[];
      readonly digest: Digest;
      readonly evaluation: Evaluation;
      /** What the rules were asked about. */
      readonly facts: PolicyFacts;
      /** What was done other than asked, because the caller allows it. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Pure: the same draft and rules give the same parts, digest and judgement. */
export function prepare(draft: Draft, rules: RuleSet, circumstances: Circumstances): Prepared {
  const { workspaceId, connectionId, botId, chatId, threadId, content, files, options } = draft;
  const rendering = renderMessage({
    ...options,
    chatId,
    threadId,
    content,
    files,
    buttons: options.buttons?.map((row) => row.map(telegramButton)),
  });
  if (!rendering.ok) return rendering;
  const parts = rendering.parts.map(({ method, params, files }) => ({
    method,
    payload: params,
    files,
  }));
  const { chatIds } = draft;
  const facts = { ...circumstances, connectionId, chatIds, said: saidIn(parts) };
  return {
    ok: true,
    parts,
    digest: digestOfParts({ workspaceId, botId, chatId, threadId, parts }),
    evaluation: evaluate(rules, facts),
    facts,
    notes: rendering.notes,
  };
}

/** The uploads whose bytes travel with these calls. */
export function uploadsOf(parts: readonly PreparedPart[]): string[] {
  return parts.flatMap(({ files }) => files.flatMap(({ uploadId }) => uploadId ?? []));
}

/** The messages in the chat that these calls change. */
export function changedBy(parts: readonly PreparedPart[]): string[] {
  return parts
    .filter(({ method }) => changesMessages(method))
    .flatMap(({ payload }) => messagesChanged(payload));
}

function telegramButton(button: DraftButton) {
  if ("url" in button) return { text: button.text, url: button.url };
  return { text: button.text, callbackData: button.data };
}
