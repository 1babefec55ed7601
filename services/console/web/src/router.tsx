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
import { meQuery } from "./api/me.ts";
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
  component: lazyRouteComponent(() => import("./session/sign-in-page.tsx"), "SignInPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
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
  beforeLoad: () => {
    throw redirect({ to: "/approvals", replace: true });
  },
});

const approvals = createRoute({
  getParentRoute: () => shell,
  path: "/approvals",
  validateSearch: (search: Record<string, unknown>): ApprovalsSearch => ({
    ...(search.tab === "decided" && { tab: "decided" as const }),
    ...textOf(search, "approval"),
  }),
  component: lazyRouteComponent(() => import("./approvals/approvals-page.tsx"), "ApprovalsPage"),
});

interface ApprovalsSearch {
  /** Without it, those that are pending. */
  tab?: "decided";
  /** The selected one. */
  approval?: string;
}

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  beforeLoad: ({ location }) => {
    if (location.pathname.replace(/\/$/, "") !== "/settings") return;
    throw redirect({ to: "/settings/connections", replace: true });
  },
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
    approvals,
    settings.addChildren([connections, newConnection, connection, people, keys, account]),
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
  const value = search[name];
  return typeof value === "string" && value !== ""
    ? ({ [name]: value } as { [key in Name]?: string })
    : {};
}
