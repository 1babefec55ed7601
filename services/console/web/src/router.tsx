/** Every page there is and its address; pages are loaded when they are first needed. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { ApiProblem } from "./api/api-problem.ts";
import { isOutcome, type Outcome } from "./api/approvals.ts";
import type { Delivery, MessageStatus } from "./api/contract.ts";
import { leadsThroughFirstSteps } from "./api/first-run.ts";
import { meQuery } from "./api/me.ts";
import { statusWords } from "./messages/status-words.ts";
import { isReason, type Reason } from "./outbox/reasons.ts";
import { AddressUnknown } from "./shell/address-unknown.tsx";
import { PageFault } from "./shell/page-fault.tsx";
import { PageLoading, Starting } from "./shell/page-loading.tsx";

interface RouterContext {
  readonly queryClient: QueryClient;
}

/** Where whoever may do nothing yet can change that. */
const accountPath = "/settings/account";

const root = createRootRouteWithContext<RouterContext>()({
  errorComponent: PageFault,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { to?: string } => textOf(search, "to"),
  pendingComponent: Starting,
  component: lazyRouteComponent(() => import("./session/sign-in-page.tsx"), "SignInPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  pendingComponent: Starting,
  component: lazyRouteComponent(() => import("./session/invitation-page.tsx"), "InvitationPage"),
});

/** Everything below it has somebody signed in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    try {
      const { restriction } = await context.queryClient.fetchQuery(meQuery);
      if (restriction !== null && location.pathname !== accountPath) {
        throw redirect({ to: accountPath, replace: true });
      }
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
      throw redirect({ to: "/sign-in", search: { to: location.href } });
    }
  },
  pendingComponent: Starting,
  component: lazyRouteComponent(() => import("./shell/shell.tsx"), "Shell"),
});

const index = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: async ({ context }) => {
    const leads = await leadsThroughFirstSteps(context.queryClient);
    throw redirect({ to: leads ? "/first-steps" : "/approvals", replace: true });
  },
});

const firstSteps = createRoute({
  getParentRoute: () => shell,
  path: "/first-steps",
  component: lazyRouteComponent(() => import("./first-run/first-run-page.tsx"), "FirstRunPage"),
});

const approvals = createRoute({
  getParentRoute: () => shell,
  path: "/approvals",
  validateSearch: (search: Record<string, unknown>): ApprovalsSearch => ({
    ...(search.tab === "decided" && { tab: "decided" as const }),
    ...(isOutcome(search.outcome) && { outcome: search.outcome }),
    ...textOf(search, "approval"),
  }),
  component: lazyRouteComponent(() => import("./approvals/approvals-page.tsx"), "ApprovalsPage"),
});

interface ApprovalsSearch {
  /** Without it, those that are pending. */
  tab?: "decided";
  /** Of the decided, these alone. */
  outcome?: Outcome;
  /** The selected one. */
  approval?: string;
}

const conversations = createRoute({
  getParentRoute: () => shell,
  path: "/conversations",
  validateSearch: (search: Record<string, unknown>): { q?: string; bot?: string } => ({
    ...textOf(search, "q"),
    ...textOf(search, "bot"),
  }),
  component: lazyRouteComponent(
    () => import("./conversations/conversations-page.tsx"),
    "ConversationsPage",
  ),
});

const conversation = createRoute({
  getParentRoute: () => conversations,
  path: "/$connectionId/$chatId",
  // Telegram's id of the message that is looked for.
  validateSearch: (search: Record<string, unknown>): { message?: string } =>
    textOf(search, "message"),
  component: lazyRouteComponent(() => import("./conversations/conversation.tsx"), "Conversation"),
});

interface OutboxSearch {
  /** Without it, what waits. */
  tab?: "failed" | "all";
  reason?: Reason;
  code?: string;
  status?: MessageStatus;
  bot?: string;
}

const outbox = createRoute({
  getParentRoute: () => shell,
  path: "/outbox",
  validateSearch: (search: Record<string, unknown>): OutboxSearch => ({
    ...((search.tab === "failed" || search.tab === "all") && { tab: search.tab }),
    ...(isReason(search.reason) && { reason: search.reason }),
    ...(typeof search.status === "string" &&
      Object.hasOwn(statusWords, search.status) && { status: search.status as MessageStatus }),
    ...textOf(search, "code"),
    ...textOf(search, "bot"),
  }),
  component: lazyRouteComponent(() => import("./outbox/outbox-page.tsx"), "OutboxPage"),
});

const message = createRoute({
  getParentRoute: () => shell,
  path: "/outbox/$id",
  component: lazyRouteComponent(() => import("./messages/message-page.tsx"), "MessagePage"),
});

const endpoints = createRoute({
  getParentRoute: () => shell,
  path: "/deliveries",
  component: lazyRouteComponent(() => import("./deliveries/endpoints-page.tsx"), "EndpointsPage"),
});

const endpoint = createRoute({
  getParentRoute: () => shell,
  path: "/deliveries/$id",
  validateSearch: (search: Record<string, unknown>): { status?: Delivery["status"] } =>
    search.status === "pending" || search.status === "delivered" || search.status === "dead"
      ? { status: search.status }
      : {},
  component: lazyRouteComponent(() => import("./deliveries/endpoint-page.tsx"), "EndpointPage"),
});

const updates = createRoute({
  getParentRoute: () => shell,
  path: "/updates",
  validateSearch: (
    search: Record<string, unknown>,
  ): { bot?: string; kind?: string; chat?: string } => ({
    ...textOf(search, "bot"),
    ...textOf(search, "kind"),
    ...textOf(search, "chat"),
  }),
  component: lazyRouteComponent(() => import("./updates/updates-page.tsx"), "UpdatesPage"),
});

const health = createRoute({
  getParentRoute: () => shell,
  path: "/health",
  component: lazyRouteComponent(() => import("./health/health-page.tsx"), "HealthPage"),
});

const policies = createRoute({
  getParentRoute: () => shell,
  path: "/policies",
  component: lazyRouteComponent(() => import("./policies/policies-page.tsx"), "PoliciesPage"),
});

const newPolicy = createRoute({
  getParentRoute: () => shell,
  path: "/policies/new",
  component: lazyRouteComponent(() => import("./policies/rule-page.tsx"), "NewRulePage"),
});

const policy = createRoute({
  getParentRoute: () => shell,
  path: "/policies/$id",
  component: lazyRouteComponent(() => import("./policies/rule-page.tsx"), "RulePage"),
});

const activity = createRoute({
  getParentRoute: () => shell,
  path: "/activity",
  validateSearch: (
    search: Record<string, unknown>,
  ): { about?: string; subject?: string; from?: string; to?: string } => ({
    ...textOf(search, "about"),
    ...textOf(search, "subject"),
    ...textOf(search, "from"),
    ...textOf(search, "to"),
  }),
  component: lazyRouteComponent(() => import("./activity/activity-page.tsx"), "ActivityPage"),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
});

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("./settings/settings-page.tsx"), "SettingsPage"),
});

const display = createRoute({
  getParentRoute: () => settings,
  path: "/display",
  component: lazyRouteComponent(() => import("./settings/display-page.tsx"), "DisplayPage"),
});

const connections = createRoute({
  getParentRoute: () => settings,
  path: "/connections",
  validateSearch: (search: Record<string, unknown>): { disconnected?: true } =>
    search.disconnected === true ? { disconnected: true } : {},
  component: lazyRouteComponent(
    () => import("./connections/connections-page.tsx"),
    "ConnectionsPage",
  ),
});

const newConnection = createRoute({
  getParentRoute: () => settings,
  path: "/connections/new",
  validateSearch: (search: Record<string, unknown>): { from?: "first-steps" } =>
    search.from === "first-steps" ? { from: search.from } : {},
  component: lazyRouteComponent(
    () => import("./connections/new-connection-page.tsx"),
    "NewConnectionPage",
  ),
});

const connection = createRoute({
  getParentRoute: () => settings,
  path: "/connections/$id",
  component: lazyRouteComponent(
    () => import("./connections/connection-page.tsx"),
    "ConnectionPage",
  ),
});

const people = createRoute({
  getParentRoute: () => settings,
  path: "/people",
  component: lazyRouteComponent(() => import("./people/people-page.tsx"), "PeoplePage"),
});

const keys = createRoute({
  getParentRoute: () => settings,
  path: "/keys",
  component: lazyRouteComponent(() => import("./keys/keys-page.tsx"), "KeysPage"),
});

const account = createRoute({
  getParentRoute: () => settings,
  path: "/account",
  component: lazyRouteComponent(() => import("./account/account-page.tsx"), "AccountPage"),
});

const elsewhere = createRoute({
  getParentRoute: () => shell,
  path: "$",
  component: AddressUnknown,
});

const routeTree = root.addChildren([
  signIn,
  invitation,
  shell.addChildren([
    index,
    firstSteps,
    approvals,
    conversations.addChildren([conversation]),
    outbox,
    message,
    endpoints,
    endpoint,
    updates,
    policies,
    newPolicy,
    policy,
    activity,
    health,
    settings.addChildren([
      settingsIndex,
      display,
      connections,
      newConnection,
      connection,
      people,
      keys,
      account,
    ]),
    elsewhere,
  ]),
]);

export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 300,
    defaultPendingComponent: PageLoading,
    defaultErrorComponent: PageFault,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}

function textOf<Name extends string>(
  search: Record<string, unknown>,
  name: Name,
): { [key in Name]?: string } {
  // The router reads what looks like a number as one: a chat's id is none.
  const value = typeof search[name] === "number" ? String(search[name]) : search[name];
  return typeof value === "string" && value !== ""
    ? ({ [name]: value } as { [key in Name]?: string })
    : {};
}
