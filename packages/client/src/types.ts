/**
 * What travels over the wire, written out so that the package stands alone. The API's own schemas are
 * held against these types by a test: a field may be added there first, and none may differ.
 */

/** A Telegram id: beyond what a JSON number holds exactly, so a string; a safe integer is taken as well. */
export type TelegramId = string | number;

export interface MarkedUp {
  /** `plain` unless said otherwise. `markdown` is CommonMark as agents write it. */
  readonly format?: "plain" | "html" | "markdown" | "markdownV2" | undefined;
  /** Where the markup has a fault, take the text as it stands. */
  readonly allowPlainFallback?: boolean | undefined;
}

/** Exactly one of the three. */
export interface FileSource {
  readonly url?: string | undefined;
  readonly fileId?: string | undefined;
  readonly uploadId?: string | undefined;
}

interface Captioned extends FileSource, MarkedUp {
  readonly caption?: string | undefined;
}

interface Veiled extends Captioned {
  readonly spoiler?: boolean | undefined;
  readonly captionAbove?: boolean | undefined;
}

interface Photo extends Veiled {
  readonly type: "photo";
}
interface Video extends Veiled {
  readonly type: "video";
}
interface Animation extends Veiled {
  readonly type: "animation";
}
interface Document extends Captioned {
  readonly type: "document";
}
interface Audio extends Captioned {
  readonly type: "audio";
  readonly title?: string | undefined;
  readonly performer?: string | undefined;
}

export type MessageContent =
  | ({ readonly type: "text"; readonly text: string } & MarkedUp)
  | Photo
  | Video
  | Animation
  | Document
  | Audio
  | (Captioned & { readonly type: "voice" })
  | (FileSource & { readonly type: "sticker"; readonly emoji?: string | undefined })
  | { readonly type: "mediaGroup"; readonly items: (Photo | Video | Document | Audio)[] }
  | {
      readonly type: "location";
      readonly latitude: number;
      readonly longitude: number;
      readonly accuracy?: number | undefined;
    }
  | {
      readonly type: "poll";
      readonly question: string;
      readonly options: string[];
      readonly anonymous?: boolean | undefined;
      readonly multipleAnswers?: boolean | undefined;
      readonly openSeconds?: number | undefined;
      readonly quiz?:
        | ({ readonly correctOption: number; readonly explanation?: string | undefined } & MarkedUp)
        | undefined;
    }
  | ({
      readonly type: "editText";
      readonly messageId: TelegramId;
      readonly text: string;
    } & MarkedUp)
  | ({
      readonly type: "editCaption";
      readonly messageId: TelegramId;
      readonly caption?: string | undefined;
      readonly captionAbove?: boolean | undefined;
    } & MarkedUp)
  | {
      readonly type: "editMedia";
      readonly messageId: TelegramId;
      readonly media: Photo | Video | Animation | Document | Audio;
    }
  | { readonly type: "editButtons"; readonly messageId: TelegramId }
  | { readonly type: "delete"; readonly messageIds: TelegramId[] };

export type Button =
  | { readonly text: string; readonly url: string }
  | { readonly text: string; readonly data: string };

/** A request to send. */
export interface MessageRequest {
  readonly connectionId: string;
  readonly chatId: TelegramId;
  readonly threadId?: TelegramId | undefined;
  readonly content: MessageContent;
  readonly replyToMessageId?: TelegramId | undefined;
  readonly silent?: boolean | undefined;
  readonly protected?: boolean | undefined;
  readonly buttons?: Button[][] | undefined;
  readonly priority?: "interactive" | "bulk" | undefined;
  /** Not before everything asked for earlier in the chat is finished. */
  readonly sequence?: "strict" | undefined;
  /** Costs Stars; only where the connection allows it. */
  readonly paidBroadcast?: boolean | undefined;
  /** ISO 8601 with an offset. */
  readonly sendAt?: string | undefined;
  readonly expiresAt?: string | undefined;
  /** Nothing is stored or sent: what it would come to. */
  readonly dryRun?: boolean | undefined;
  /** Shown to the approver. */
  readonly reason?: string | undefined;
  readonly metadata?: Record<string, unknown> | undefined;
}

export type MessageStatus =
  | "pending_approval"
  | "scheduled"
  | "queued"
  | "sending"
  | "sent"
  | "failed"
  | "uncertain"
  | "rejected"
  | "expired"
  | "cancelled"
  | "blocked";

export interface RenderedPart {
  readonly method: string;
  readonly payload: Record<string, unknown>;
}

export interface PolicyOutcome {
  readonly effect: "auto_approve" | "require_approval" | "escalate" | "block";
  readonly ruleId?: string | undefined;
  readonly revision?: number | undefined;
}

/** The answer to a request to send. */
export interface AcceptedMessage {
  /** null in a dry run. */
  readonly id: string | null;
  readonly status: MessageStatus;
  readonly approvalId?: string | undefined;
  readonly policy: PolicyOutcome;
  readonly parts: readonly RenderedPart[];
  readonly waitingFor?: string | undefined;
}

export interface Message {
  readonly id: string;
  readonly connectionId: string;
  readonly chatId: string;
  readonly threadId: string | null;
  readonly status: MessageStatus;
  readonly waitingFor?: string | undefined;
  readonly content?: unknown;
  readonly priority: "interactive" | "bulk";
  readonly sequence: "approval" | "strict";
  /** Telegram's ids, of all parts in order. */
  readonly messageIds: readonly string[];
  readonly approvalId: string | null;
  readonly policy: PolicyOutcome;
  readonly requester: { readonly kind: string; readonly id: string; readonly name: string };
  readonly reason: string | null;
  readonly metadata?: unknown;
  readonly sendAt: string | null;
  readonly expiresAt: string | null;
  readonly failure: {
    readonly code: string;
    readonly detail: string;
    readonly remedy: string | null;
  } | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Since then nobody knows any more what it said. */
  readonly purgedAt: string | null;
}

export interface MessageDetail extends Message {
  readonly parts: readonly (RenderedPart & {
    readonly ordinal: number;
    readonly status: string;
    readonly attempt: number;
    readonly messageIds: readonly string[];
    readonly note: string | null;
    readonly error: { readonly code: number | null; readonly detail: string } | null;
  })[];
  readonly timeline: readonly {
    readonly at: string;
    readonly status: string;
    readonly actor: string;
    readonly attempt?: number | undefined;
    readonly detail?: string | undefined;
  }[];
}

/** What Telegram delivered. */
export interface Update {
  readonly id: string;
  readonly connectionId: string;
  readonly updateId: string;
  readonly kind: string;
  readonly chatId?: string | undefined;
  readonly receivedAt: string;
  /** Why it could not be understood. */
  readonly fault?: string | undefined;
  /** The update that brought the same before. */
  readonly twinOf?: string | undefined;
  /** Telegram's object. */
  readonly update: { readonly update_id: number; readonly [field: string]: unknown };
}

export interface UpdatesPage {
  readonly data: readonly Update[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

export interface Chat {
  readonly chatId: string;
  readonly type: string | null;
  readonly title: string | null;
  readonly username: string | null;
  readonly isForum: boolean;
  readonly botStatus: string | null;
  readonly botStatusAt: string | null;
  readonly migratedTo: string | null;
  readonly migratedFrom: readonly string[];
  readonly holdUntil: string | null;
  readonly firstSeenAt: string;
  readonly lastUpdateAt: string | null;
}

interface Event<T extends string, D> {
  /** The same in every attempt and at every endpoint. */
  readonly id: string;
  readonly type: T;
  readonly timestamp: string;
  readonly workspaceId: string;
  readonly connectionId?: string | undefined;
  readonly chatId?: string | undefined;
  readonly data: D;
}

interface ApprovalEvent {
  readonly id: string;
  readonly messageId: string;
  readonly connectionId: string;
  readonly chatId: string;
  readonly status: string;
  readonly digest: string;
  readonly requestedAt: string;
  readonly expiresAt: string | null;
  readonly ruleId: string | null;
  /** Who may decide now; null: whoever has approvals:decide. */
  readonly approvers: readonly string[] | null;
  /** How many must approve. */
  readonly required: number;
  /** How often it went on to others. */
  readonly level: number;
}

/** What an endpoint receives. */
export type PushedEvent =
  | Event<
      "telegram.update.received",
      { readonly albumId?: string | undefined; readonly updates: readonly Update[] }
    >
  | Event<
      "message.status.changed",
      Pick<Message, "id" | "connectionId" | "chatId" | "threadId" | "status" | "messageIds"> & {
        readonly previousStatus: MessageStatus | null;
        readonly failure: Message["failure"];
        readonly idempotencyKey: string | null;
        readonly metadata?: unknown;
      }
    >
  | Event<"approval.requested" | "approval.reminder", ApprovalEvent>
  | Event<
      "approval.resolved",
      ApprovalEvent & {
        readonly edited: boolean;
        readonly decidedBy: Message["requester"] | null;
        readonly decidedAt: string | null;
        readonly decisionReason: string | null;
      }
    >
  | Event<
      "connection.status.changed",
      {
        readonly id: string;
        readonly provider: "telegram";
        readonly status: string;
        readonly previousStatus: string | null;
        readonly statusReason: string | null;
        readonly statusRemedy: string | null;
      }
    >
  | Event<"endpoint.test", { readonly endpointId: string }>;
