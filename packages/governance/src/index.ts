/** What governance decides, as data and pure functions: states, digests, policy. No I/O. */
export { type ApprovalStatus, approvalMachine } from "./approval.ts";
export {
  type Approver,
  approverRemedy,
  type Decider,
  decidingRoles,
  isApprover,
  readApprover,
} from "./approvers.ts";
export {
  type ConnectionStatus,
  connectionMachine,
  isLive,
  outlastUpdates,
  refusedBot,
  type Trouble,
} from "./connection.ts";
export { type Difference, differences } from "./diff.ts";
export {
  canonicalSubject,
  type Digest,
  type DigestSubject,
  digestOf,
  type RenderedPart,
} from "./digest.ts";
export { type EpochState, epochMachine } from "./epoch.ts";
export {
  type Actor,
  canMove,
  isState,
  isTerminal,
  type Machine,
  sourcesOf,
  type Transition,
  terminalStates,
} from "./machine.ts";
export { isFinished, type MessageStatus, messageMachine } from "./message.ts";
export {
  faultsOfQuietHours,
  type Notice,
  type NoticeChannel,
  type NoticePreference,
  noticeChannels,
  noticesNow,
} from "./notice.ts";
export { type Behind, countAsOne, type Deciding, decidesOwn } from "./own-request.ts";
export { type PartStatus, partMachine, statusOfParts } from "./part.ts";
export {
  type Evaluation,
  evaluate,
  faultsOfRule,
  inOrder,
  mostBudgets,
  mostInstructions,
  type PolicyEffect,
  type PolicyRule,
  policyEffects,
  type RuleSet,
  readRules,
} from "./policy/evaluate.ts";
export {
  type Budget,
  type ChatType,
  chatTypes,
  type MediaKind,
  mediaKinds,
  type Needs,
  type PolicyFacts,
  type Said,
} from "./policy/facts.ts";
export { findLinks } from "./policy/links.ts";
export {
  type ApprovalTerms,
  type Asking,
  askingOf,
  type Escalation,
  escalationOf,
  namedIn,
  renamed,
} from "./policy/terms.ts";
export { describeMachine, renderMachine, renderStates } from "./render.ts";
export {
  type Checkpoint,
  canonicalCheckpoint,
  checkpointPurpose,
  type Signer,
  signatureHolds,
  signCheckpoint,
} from "./trail/checkpoint.ts";
export {
  canonicalEntry,
  genesis,
  type Link,
  linkAfter,
  type SealedEntry,
  type TrailContent,
} from "./trail/entry.ts";
export {
  type Break,
  createVerifier,
  type Proof,
  trimmedAction,
  type Verifier,
} from "./trail/verify.ts";
export {
  type Judged,
  judgeVote,
  type MayDecide,
  mayDecide,
  type Question,
  type Voice,
  type Vote,
  type Wish,
} from "./vote.ts";
