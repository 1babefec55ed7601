/** The API's types as its contract declares them; only types, so nothing of it is bundled. */
import type {
  ApprovalView,
  ConnectionChangeView,
  ConnectionView,
  Operation,
  OperationId,
  operations,
  PauseView,
  Topic,
  WorkspacePausesView,
} from "@lumenflow/api";

type Declared<Id extends OperationId> = (typeof operations)[Id];

/** What an operation answers. */
export type AnswerOf<Id extends OperationId> =
  Declared<Id> extends Operation<infer _P, infer _Q, infer _B, infer R> ? R : never;

/** What an operation is asked with. */
export type BodyOf<Id extends OperationId> =
  Declared<Id> extends Operation<infer _P, infer _Q, infer B, infer _R> ? B : never;

export type { Topic };
export type Approval = ApprovalView;
export type ApprovalStatus = Approval["status"];
export type Part = Approval["preview"]["parts"][number];
export type PartFile = NonNullable<Part["files"]>[number];
export type Decision = BodyOf<"resolveApproval">["decision"];
export type Connection = ConnectionView;
export type ConnectionChange = ConnectionChangeView;
export type ConnectionStatus = Connection["status"];
export type BacklogDecision = BodyOf<"decideBacklog">;
export type Pause = PauseView;
export type Pauses = WorkspacePausesView;
export type Bot = Connection["bot"];
export type Message = AnswerOf<"listMessages">["data"][number];
export type MessageDetail = AnswerOf<"getMessage">;
export type MessageStatus = Message["status"];
export type WaitingFor = NonNullable<Message["waitingFor"]>;
export type Chat = AnswerOf<"listChats">["data"][number];
export type Endpoint = AnswerOf<"getEndpoint">;
export type EndpointEvent = Endpoint["events"][number];
export type Delivery = AnswerOf<"getDelivery">;
export type DeadLetterGroup = AnswerOf<"listDeadLetters">["data"][number];
export type Update = AnswerOf<"listUpdates">["data"][number];
export type Policy = AnswerOf<"getPolicy">;
export type PolicyInput = BodyOf<"createPolicy">;
export type Simulation = AnswerOf<"simulatePolicies">;
export type AuditEntry = AnswerOf<"listAudit">["data"][number];
export type AuditProof = AnswerOf<"verifyAudit">;
export type FirstRun = AnswerOf<"getFirstRun">;
export type Health = AnswerOf<"getHealth">;
export type Outbox = AnswerOf<"getOutbox">;
export type TimelineItem = AnswerOf<"getChatTimeline">["data"][number];
export type Direction = BodyOf<"pauseConnection">["direction"];
export type Me = AnswerOf<"getMe">;
export type Scope = Me["scopes"][number];
export type Role = NonNullable<Me["role"]>;
export type Member = AnswerOf<"listMembers">["data"][number];
export type Invitation = AnswerOf<"listInvitations">["data"][number];
export type ApiKey = AnswerOf<"listApiKeys">["data"][number];
