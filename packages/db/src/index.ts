/** The public face of db: Postgres behind one file per aggregate, guarded transitions, no business rules. */
export { accountsAdapter } from "./accounts-adapter.ts";
export { checkCanary, missingKeys, WrongKey } from "./canary.ts";
export {
  createDatabase,
  type Database,
  type DatabaseOptions,
} from "./database.ts";
export { type IdKind, idPrefixes, idsBefore, newId } from "./ids.ts";
export { type Channel, createListener, type Listener } from "./listen.ts";
export { type Actor, initiatorOf } from "./repositories/actor.ts";
export type { ApproverLookup } from "./repositories/approvals/approvers.ts";
export type { Edit as ApprovalEdit } from "./repositories/approvals/edit.ts";
export type { ApprovalRow, DecisionRow, EditRow } from "./repositories/approvals/row.ts";
export type { Decision } from "./repositories/approvals.ts";
export type { AuditFilter, AuditPlace, AuditRow } from "./repositories/audit/list.ts";
export type { AuditNote } from "./repositories/audit.ts";
export type { ChatActionAsked } from "./repositories/chat-actions.ts";
export type { ChatMemberRow, MemberSighting } from "./repositories/chat-members.ts";
export type { ChatMove } from "./repositories/chat-moves.ts";
export type { TimelineRow } from "./repositories/chats/said.ts";
export type { ChatKey, ChatRow, ChatSighting } from "./repositories/chats.ts";
export type {
  GuardianMemory,
  KnownConnection,
  Looked,
  SeenWebhook,
} from "./repositories/checks.ts";
export type { ConnectionChangeRow } from "./repositories/connection-history.ts";
export type { ConnectionRow, NewConnection } from "./repositories/connections.ts";
export type {
  NewSecret,
  SealedCredential,
  SecretRotation,
  TokenReplacement,
} from "./repositories/credentials.ts";
export type { AwayPerson, DelegationRow } from "./repositories/delegations.ts";
export type { EventPlace } from "./repositories/deliveries/forget.ts";
export type { WaitingLane } from "./repositories/deliveries/lanes.ts";
export type { DeadLetters, DeliveryRow } from "./repositories/deliveries/log.ts";
export type { DueDelivery, LaneAnswer, WantedLane } from "./repositories/deliveries/next.ts";
export type { TakenEndpoint } from "./repositories/deliveries/owner.ts";
export type { DeliveryFault, DeliveryResult } from "./repositories/deliveries/record.ts";
export {
  mostReplayed,
  type ReplayFilter,
  type ReplayRequest,
} from "./repositories/deliveries/replay.ts";
export { testEvent } from "./repositories/deliveries.ts";
export type { EndpointChange, EndpointRow, NewEndpoint } from "./repositories/endpoints.ts";
export type { FirstRunRow } from "./repositories/first-run.ts";
export type { Delivery, InboundConnection } from "./repositories/ingest.ts";
export type { Canary, InstallationSecretName } from "./repositories/installation.ts";
export type { InvitationRow, KnownInvitation, NewInvitation } from "./repositories/invitations.ts";
export type { ApiKeyRow, Holder, KeyRotation, KnownKey, NewApiKey } from "./repositories/keys.ts";
export type { MemberRow, Membership } from "./repositories/members.ts";
export type { Known, MessageRow, PartRow, StoredFile } from "./repositories/message-row.ts";
export type { NewApproval, NewMessage, NewPart } from "./repositories/messages/add.ts";
export type { MessageFilter } from "./repositories/messages/list.ts";
export type { KnownRequest, TransitionRow } from "./repositories/messages.ts";
export type { MemberNotice, NoticeChange } from "./repositories/notices.ts";
export type { Backlog, BacklogAnswer, BacklogDecision } from "./repositories/outbox/backlog.ts";
export type { ClaimAnswer, ClaimedPart, WantedPart } from "./repositories/outbox/claim.ts";
export type { DoubtEnd, DueDoubt } from "./repositories/outbox/doubts.ts";
export type { QueuedPart } from "./repositories/outbox/line.ts";
export type { LineState, Pacing, RecentSend, TakenLine } from "./repositories/outbox/owner.ts";
export type { PlacedPart } from "./repositories/outbox/placed.ts";
export type { PartResult } from "./repositories/outbox/record.ts";
export type { DueMessage, Parking } from "./repositories/outbox.ts";
export type {
  BotLoadRow,
  ErrorRow,
  FailureGroup,
  MinuteRow,
  Percentiles,
  WaitingCount,
} from "./repositories/overview.ts";
export type { OwnApprovalRow } from "./repositories/own-approvals.ts";
export type { Epoch, IngestLayout, PartitionOwner } from "./repositories/partitions.ts";
export type { Failure } from "./repositories/parts.ts";
export type { Direction, PauseChange } from "./repositories/pauses/connection.ts";
export type { NewPause, PauseCounts, PauseRow, PauseScope } from "./repositories/pauses.ts";
export type { NewPerson, PersonRow } from "./repositories/people.ts";
export type { KeptPicture, NamedPicture, Picture } from "./repositories/pictures.ts";
export type { PastMessage } from "./repositories/policies/past.ts";
export type { CurrentPolicies, PolicyContent, PolicyRow } from "./repositories/policies.ts";
export type { PollOwner, PollState, TakenPoll } from "./repositories/polling.ts";
export type { RoleRow } from "./repositories/processes.ts";
export type { Registered } from "./repositories/registrations.ts";
export type {
  DoubtPolicy,
  SendingSettings,
  SettingsChange,
} from "./repositories/sending-settings.ts";
export type {
  CardDue,
  CardRow,
  NewCard,
  PressedCard,
} from "./repositories/telegram-approvals/cards.ts";
export type { NewInput, WaitingInput } from "./repositories/telegram-approvals/inputs.ts";
export type { LinkedPerson, LinkRow, Redeemed } from "./repositories/telegram-approvals/links.ts";
export type { SealedEnd, TrailHead } from "./repositories/trails.ts";
export type { NewUpdate, StoredCount } from "./repositories/updates/store.ts";
export type { UpdateRow, UpdatesPage, UpdatesQuery } from "./repositories/updates.ts";
export type { NewUpload, Received, Retention, UploadRow } from "./repositories/uploads.ts";
export type { WorkspaceRow } from "./repositories/workspaces.ts";
export type { Repositories } from "./repositories.ts";
