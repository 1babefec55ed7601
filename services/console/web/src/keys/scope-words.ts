/** What each scope lets a program do, in the words that somebody needs who grants it. */
import type { Scope } from "../api/contract.ts";

export const scopeWords: Record<Scope, string> = {
  "messages:send": "Ask to send",
  "messages:read": "Read messages and their status",
  "updates:read": "Read what people write to the bots",
  "approvals:decide": "Decide what goes out",
  "connections:manage": "Manage bots and API keys",
  "policies:manage": "Change the rules",
  "endpoints:manage": "Choose where events are pushed",
  "audit:read": "Read the audit trail",
  "queues:operate": "Operate the queues",
  "workspaces:manage": "Make workspaces",
  "approvals:self": "Decide its own requests, for try-outs",
};

/** What a Sidekick needs. */
export const sidekickScopes: readonly Scope[] = ["messages:send", "messages:read", "updates:read"];
