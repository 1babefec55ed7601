/** Binds every aggregate's functions to one client, so that a transaction offers the same as the pool. */
import type { Client, Sql } from "./client.ts";
import { createApprovals } from "./repositories/approvals.ts";
import { createAudit } from "./repositories/audit.ts";
import { createChatActions } from "./repositories/chat-actions.ts";
import { createChatMembers } from "./repositories/chat-members.ts";
import { createChatMoves } from "./repositories/chat-moves.ts";
import { createChats } from "./repositories/chats.ts";
import { createChecks } from "./repositories/checks.ts";
import { createConnectionHistory } from "./repositories/connection-history.ts";
import { createConnections } from "./repositories/connections.ts";
import { createCredentials } from "./repositories/credentials.ts";
import { createDelegations } from "./repositories/delegations.ts";
import { createDeliveries } from "./repositories/deliveries.ts";
import { createEndpoints } from "./repositories/endpoints.ts";
import { createFirstRun } from "./repositories/first-run.ts";
import { createIngest } from "./repositories/ingest.ts";
import { createInstallation } from "./repositories/installation.ts";
import { createInvitations } from "./repositories/invitations.ts";
import { createKeys } from "./repositories/keys.ts";
import { createMembers } from "./repositories/members.ts";
import { createMessages } from "./repositories/messages.ts";
import { createNotices } from "./repositories/notices.ts";
import { createOutbox } from "./repositories/outbox.ts";
import { createOverview } from "./repositories/overview.ts";
import { createOwnApprovals } from "./repositories/own-approvals.ts";
import { createPartitions } from "./repositories/partitions.ts";
import { createParts } from "./repositories/parts.ts";
import { createPauses } from "./repositories/pauses.ts";
import { createPeople } from "./repositories/people.ts";
import { createPictures } from "./repositories/pictures.ts";
import { createPolicies } from "./repositories/policies.ts";
import { createPolling } from "./repositories/polling.ts";
import { createProcesses } from "./repositories/processes.ts";
import { createReceiving } from "./repositories/receiving.ts";
import { createRegistrations } from "./repositories/registrations.ts";
import { createSealed } from "./repositories/sealed.ts";
import { createTelegramApprovals } from "./repositories/telegram-approvals.ts";
import { createTrails } from "./repositories/trails.ts";
import { createUpdates } from "./repositories/updates.ts";
import { createUploads } from "./repositories/uploads.ts";
import { createWorkspaces } from "./repositories/workspaces.ts";

/** One entry per file of `repositories/`. */
export function repositoriesOver(client: Client, sql: Sql) {
  return {
    policies: createPolicies(client, sql),
    outbox: createOutbox(client, sql),
    approvals: createApprovals(client, sql),
    overview: createOverview(client, sql),
    partitions: createPartitions(client, sql),
    parts: createParts(client, sql),
    messages: createMessages(client, sql),
    audit: createAudit(client, sql),
    chats: createChats(client, sql),
    chatActions: createChatActions(client, sql),
    chatMembers: createChatMembers(client, sql),
    chatMoves: createChatMoves(client, sql),
    checks: createChecks(client, sql),
    connectionHistory: createConnectionHistory(client, sql),
    connections: createConnections(client, sql),
    credentials: createCredentials(client, sql),
    delegations: createDelegations(client, sql),
    deliveries: createDeliveries(client, sql),
    endpoints: createEndpoints(client, sql),
    firstRun: createFirstRun(client, sql),
    ingest: createIngest(client, sql),
    installation: createInstallation(client, sql),
    invitations: createInvitations(client, sql),
    keys: createKeys(client, sql),
    members: createMembers(client, sql),
    notices: createNotices(client, sql),
    ownApprovals: createOwnApprovals(client, sql),
    pauses: createPauses(client, sql),
    people: createPeople(client, sql),
    pictures: createPictures(client, sql),
    polling: createPolling(client, sql),
    processes: createProcesses(client, sql),
    receiving: createReceiving(client, sql),
    registrations: createRegistrations(client, sql),
    sealed: createSealed(client, sql),
    telegramApprovals: createTelegramApprovals(client, sql),
    trails: createTrails(client, sql),
    updates: createUpdates(client, sql),
    uploads: createUploads(client, sql),
    workspaces: createWorkspaces(client, sql),
  };
}

export type Repositories = ReturnType<typeof repositoriesOver>;
