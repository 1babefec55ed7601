/** Builds the console: security headers, sign-in, the management API, the dashboard, the pages. */
import type { Accounts } from "@lumenflow/accounts";
import {
  type Authenticate,
  basePath,
  openApiDocument,
  otherMethods,
  problems,
  type Route,
  routes,
  unknownRoute,
} from "@lumenflow/api";
import type { Media } from "@lumenflow/media";
import { type Logger, type Role, version } from "@lumenflow/runtime";
import express from "express";
import { type AccessDeps, accessRoutes } from "./access/routes.ts";
import type { ApprovalDeps } from "./approvals/deps.ts";
import { approvalRoutes } from "./approvals/routes.ts";
import { type AuditDeps, auditRoutes } from "./audit/routes.ts";
import { type ChangeDeps, changeRoutes } from "./changes/routes.ts";
import { backlogRoutes } from "./connections/backlog.ts";
import type { ConnectionDeps } from "./connections/deps.ts";
import { pictureRoutes } from "./connections/picture-routes.ts";
import { connectionRoutes } from "./connections/routes.ts";
import { type DashboardDeps, dashboard } from "./dashboard.ts";
import { type DelegationDeps, delegationRoutes } from "./delegations/routes.ts";
import { docsPages } from "./docs.ts";
import { deliveryRoutes } from "./endpoints/delivery-routes.ts";
import type { EndpointDeps } from "./endpoints/deps.ts";
import { endpointRoutes } from "./endpoints/routes.ts";
import { type FileDeps, fileRoutes } from "./files/routes.ts";
import { type OverviewDeps, overviewRoutes } from "./overview/routes.ts";
import { type PauseDeps, pauseRoutes } from "./pauses/routes.ts";
import { type NoticeDeps, noticeRoutes } from "./people/notices.ts";
import { type PeopleDeps, peopleRoutes } from "./people/routes.ts";
import type { PolicyDeps } from "./policies/deps.ts";
import { policyRoutes } from "./policies/routes.ts";
import { securityHeaders } from "./security-headers.ts";
import { type TelegramLinkDeps, telegramLinkRoutes } from "./telegram-links/routes.ts";
import { webFolder, webPages } from "./web.ts";

export interface ConsoleDeps
  extends ApprovalDeps,
    ConnectionDeps,
    EndpointDeps,
    PauseDeps,
    ChangeDeps,
    OverviewDeps,
    FileDeps,
    AccessDeps {
  readonly database: ApprovalDeps["database"] &
    ConnectionDeps["database"] &
    EndpointDeps["database"] &
    PolicyDeps["database"] &
    PauseDeps["database"] &
    NoticeDeps["database"] &
    PeopleDeps["database"] &
    ChangeDeps["database"] &
    OverviewDeps["database"] &
    FileDeps["database"] &
    AccessDeps["database"] &
    TelegramLinkDeps["database"] &
    DelegationDeps["database"] &
    AuditDeps["database"];
  readonly keyring: ConnectionDeps["keyring"];
  readonly queues: ApprovalDeps["queues"] &
    ConnectionDeps["queues"] &
    DashboardDeps["queues"] &
    OverviewDeps["queues"];
  readonly layouts: DashboardDeps["layouts"];
  readonly media: Media;
  readonly accounts: Pick<Accounts, "handler" | "join">;
  readonly authenticate: Authenticate;
  readonly logger: Logger;
  /** PUBLIC_URL is https. */
  readonly https: boolean;
  /** `LUMENFLOW_TRUST_PROXY`: whose forwarded addresses count. */
  readonly trustProxy?: number | readonly string[] | undefined;
  /** Where the built pages lie; by default this service's own. */
  readonly webFolder?: string | undefined;
}

/** Its handler answers every path that is left: mount it last. */
export function createConsole(deps: ConsoleDeps): Role {
  const { logger, authenticate, accounts } = deps;
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", deps.trustProxy ?? false);
  app.set("etag", false);

  app.use(securityHeaders({ https: deps.https }));
  app.use(`${basePath}/auth`, accounts.handler);
  app.use(routes(routesOf(deps), { authenticate, logger }));
  app
    .route(`${basePath}/openapi.json`)
    .get((_req, res) => {
      res.json(openApiDocument(version));
    })
    .all(otherMethods("GET"));
  app.use(docsPages());
  app.use(dashboard(deps));
  app.use(unknownRoute());
  app.use(webPages(deps.webFolder ?? webFolder));
  app.use(problems(logger));

  return {
    name: "console",
    components: [deps.media.component],
    checks: [],
    handler: app,
  };
}

function routesOf(deps: ConsoleDeps): Route[] {
  return [
    ...connectionRoutes(deps),
    ...pictureRoutes(deps),
    ...backlogRoutes(deps),
    ...fileRoutes(deps),
    ...approvalRoutes(deps),
    ...telegramLinkRoutes(deps),
    ...delegationRoutes(deps),
    ...policyRoutes(deps),
    ...endpointRoutes(deps),
    ...deliveryRoutes(deps),
    ...pauseRoutes(deps),
    ...noticeRoutes(deps),
    ...peopleRoutes(deps),
    ...changeRoutes(deps),
    ...overviewRoutes(deps),
    ...accessRoutes(deps),
    ...auditRoutes(deps),
  ];
}
