/** The public face of api: the HTTP contract as data, and the router that keeps it. */

export { Bytes, cacheControl, type FileAnswer } from "./bytes.ts";
export { faultsOfBody } from "./check-request.ts";
export { checkCursor } from "./cursor.ts";
export { eventJson, type RecordedEvent } from "./event-json.ts";
export { EventStream } from "./event-stream.ts";
export { type Asked, invoke } from "./invoke.ts";
export { openApiDocument } from "./openapi.ts";
export { basePath, type Method, type Operation } from "./operation.ts";
export { type OperationId, operations } from "./operations.ts";
export { otherMethods } from "./other-methods.ts";
export { pauseView, type StoredPause } from "./pause-view.ts";
export { type Authenticate, actorOf, nobody, type Principal } from "./principal.ts";
export { type Code, codes, type Fault, Problem, problem } from "./problem.ts";
export {
  JsonText,
  problems,
  type Reply,
  type Request,
  type Route,
  type RoutesOptions,
  route,
  routes,
  unknownRoute,
} from "./router.ts";
export type { ApiKeyView } from "./schemas/access.ts";
export type { ApprovalView } from "./schemas/approval.ts";
export { type Topic, topics } from "./schemas/change.ts";
export type { ConnectionChangeView, ConnectionView } from "./schemas/connection.ts";
export type { Content } from "./schemas/content.ts";
export type { DelegationView } from "./schemas/delegation.ts";
export type { DeliveryView, EndpointView } from "./schemas/endpoint.ts";
export { type EventType, events, eventTypes, type PushedEvent } from "./schemas/event.ts";
export type { FirstRunView } from "./schemas/first-run.ts";
export type { ChatMemberView, ChatView, UpdatesPage, UpdateView } from "./schemas/inbound.ts";
export type {
  AcceptedView,
  Button,
  MessageDetailView,
  MessageInput,
  MessageRequest,
  MessageView,
} from "./schemas/message.ts";
export type { HealthView, OutboxView } from "./schemas/overview.ts";
export type { PauseView, WorkspacePausesView } from "./schemas/pause.ts";
export type { InvitationView, MemberView } from "./schemas/people.ts";
export type { PolicyChange, PolicyInput, PolicyView, SimulationView } from "./schemas/policy.ts";
export type { TelegramLinkView } from "./schemas/telegram-link.ts";
export type { UploadView } from "./schemas/upload.ts";
export {
  isRole,
  isScope,
  roles,
  type Scope,
  scopes,
  scopesOfRole,
  type WorkspaceRole,
  workspaceKeyScopes,
} from "./scopes.ts";
export { sendProblem } from "./send-problem.ts";
export { createStreamPlaces, type StreamPlaces } from "./stream-places.ts";
export { type StoredUpdate, updateJson } from "./update-json.ts";
