/** People: their sign-in, their sessions, and the workspace and role that a session acts in. */
import type { IncomingMessage } from "node:http";
import {
  isRole,
  type Principal,
  problem,
  scopes,
  scopesOfRole,
  type WorkspaceRole,
} from "@lumenflow/api";
import { type Database, newId } from "@lumenflow/db";
import type { Keyring, Logger, RequestHandler } from "@lumenflow/runtime";
import type { MintedKey } from "./api-keys.ts";
import { createAuth } from "./auth.ts";
import { createAuthRoutes } from "./auth-routes.ts";
import { sendResponse } from "./bridge.ts";
import { sessionCookie } from "./cookies.ts";
import { createJoin, type Join } from "./join.ts";
import { createCodeLimiter, createSignInLimiter, sharedCounters } from "./sign-in-limiter.ts";

export interface AccountsDeps {
  readonly database: Pick<
    Database,
    "prisma" | "pool" | "members" | "people" | "invitations" | "audit" | "transaction"
  >;
  /** `installation.secret("cookies")`. */
  readonly secret: Buffer;
  /** Our own origins, such as PUBLIC_URL; asked for each time, since a port may be given late. */
  readonly origins: () => readonly string[];
  /** Set where PUBLIC_URL is https: cookies never travel without TLS. */
  readonly secureCookies: boolean;
  /** Seals second factors; needed where people sign in. */
  readonly keyring?: Pick<Keyring, "secrets"> | undefined;
  readonly logger: Logger;
}

export interface FirstStart {
  readonly email: string;
  readonly password: string;
  readonly workspaceName: string;
  /** The first key, with every scope. */
  readonly apiKey?: MintedKey | undefined;
}

export interface Accounts {
  /** Serves `/api/v1/auth/*`; refusals go to `next` as Problems. */
  readonly handler: RequestHandler;
  readonly origins: () => readonly string[];
  /** How people come in by an invitation. */
  readonly join: Join;
  /** As the library keeps it. */
  hashPassword(password: string): Promise<string>;
  /** Who the session belongs to. Throws E001 without a session cookie of ours, E003 for an old one. */
  principalOf(req: IncomingMessage): Promise<Principal>;
  /**
   * Makes the first workspace with its owner and key, all or nothing; null where there is a
   * workspace already. Of processes that start at the same moment one does it.
   */
  bootstrapOwner(first: FirstStart): Promise<{ workspaceId: string; userId: string } | null>;
}

const secondFactorMissing =
  "This workspace asks for a second factor from whoever decides or manages. Set one up under Settings › Your account.";

export function createAccounts(deps: AccountsDeps): Accounts {
  const { database, origins } = deps;
  const auth = createAuth(deps);
  const limiter = createSignInLimiter(sharedCounters(database));
  const codes = createCodeLimiter(sharedCounters(database));
  const serve = createAuthRoutes({
    ...{ auth, origins, limiter, codes },
    endSessions: database.people.endSessions,
    note: database.audit.appendOfPerson,
  });
  const hashPassword = async (password: string) => (await auth.$context).password.hash(password);
  const join = createJoin({
    database,
    limiter,
    async passwords() {
      const { hash, verify, config } = (await auth.$context).password;
      return { hash, verify, least: config.minPasswordLength, most: config.maxPasswordLength };
    },
  });

  return {
    origins,
    join,
    hashPassword,
    handler(req, res, next) {
      const secure = req.headers.origin?.startsWith("https:") === true;
      serve(req)
        .then((answer) => sendResponse(res, answer, { secure }))
        .catch(next);
    },

    async principalOf(req) {
      const cookie = req.headers.cookie ?? "";
      if (!cookie.includes(`${sessionCookie}=`)) throw problem.noCredentials();
      const found = await auth.api.getSession({
        headers: new Headers({ cookie }),
        // Prolonging it would need a new cookie in this answer; get-session does both.
        query: { disableRefresh: true },
      });
      if (found === null) throw problem.expiredCredentials("The session has ended. Sign in again.");
      const { user, session } = found;
      const memberships = await database.members.of(user.id);
      const chosen = memberships.find(({ id }) => id === session.activeOrganizationId);
      const membership = chosen ?? memberships[0];
      if (membership === undefined || !isRole(membership.role)) {
        throw problem.notAllowed("You belong to no workspace. Ask an owner to invite you.");
      }
      const { role } = membership;
      const lacking = membership.secondFactorRequired && !user.twoFactorEnabled;
      const restricted = lacking && decidesOrManages(role);
      return {
        kind: "user",
        id: user.id,
        name: user.name,
        workspaceId: membership.id,
        scopes: restricted ? [] : scopesOfRole[role],
        role,
        mayDecideOwn: false,
        ...(restricted && { restriction: secondFactorMissing }),
      };
    },

    async bootstrapOwner({ email, password, workspaceName, apiKey }) {
      const passwordHash = await hashPassword(password);
      return database.transaction(async (tx) => {
        if (!(await tx.installation.claimFirstStart())) return null;
        const workspaceId = newId("workspace");
        const userId = newId("user");
        await tx.workspaces.add({ id: workspaceId, name: workspaceName }, "system");
        const name = email.split("@", 1)[0] ?? email;
        await tx.people.add({
          id: userId,
          name,
          email: email.toLowerCase(),
          passwordHash,
        });
        await tx.members.add(workspaceId, userId, "owner");
        if (apiKey !== undefined) {
          await tx.keys.add({
            id: newId("apiKey"),
            workspaceId,
            name: "First key",
            hint: apiKey.hint,
            digest: apiKey.digest,
            scopes,
            createdBy: "system",
          });
        }
        return { workspaceId, userId };
      });
    },
  };
}

/** Whoever may decide, or change who may and by which rules. */
function decidesOrManages(role: WorkspaceRole): boolean {
  return scopesOfRole[role].includes("approvals:decide");
}
