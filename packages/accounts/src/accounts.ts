/** People: their sign-in, their sessions, and the workspace and role that a session acts in. */
import type { IncomingMessage } from "node:http";
import { isRole, type Principal, problem, scopes, scopesOfRole } from "@lumenflow/api";
import { type Database, newId } from "@lumenflow/db";
import type { Logger, RequestHandler } from "@lumenflow/runtime";
import type { MintedKey } from "./api-keys.ts";
import { authPath, createAuth } from "./auth.ts";
import { addressOf, readBody, sendResponse, toRequest } from "./bridge.ts";
import { isOwnOrigin, isReading } from "./origins.ts";
import { createSignInLimiter } from "./sign-in-limiter.ts";

export interface AccountsDeps {
  readonly database: Pick<Database, "audit" | "prisma" | "workspaces" | "transaction">;
  /** `installation.secret("cookies")`. */
  readonly secret: Buffer;
  /** Our own origins, such as PUBLIC_URL; asked for each time, since a port may be given late. */
  readonly origins: () => readonly string[];
  /** Set where PUBLIC_URL is https: cookies never travel without TLS. */
  readonly secureCookies: boolean;
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
  /** Who the session belongs to. Throws E001 without a session cookie of ours, E003 for an old one. */
  principalOf(req: IncomingMessage): Promise<Principal>;
  /**
   * Makes the first workspace with its owner and key, all or nothing; null where there is a
   * workspace already. Of processes that start at the same moment one does it.
   */
  bootstrapOwner(first: FirstStart): Promise<{ workspaceId: string; userId: string } | null>;
}

/** What of the library is open to the world; the rest answers 404. */
const open = new Set([
  "POST /sign-in/email",
  "POST /sign-out",
  "GET /get-session",
  "POST /change-password",
  "GET /list-sessions",
  "POST /revoke-session",
  "POST /revoke-other-sessions",
  "GET /organization/list",
  "POST /organization/set-active",
]);

/** What of it stands in the audit trail of the person's workspaces, beside signing in. */
const entered = new Map([
  ["/sign-out", "person.signed_out"],
  ["/change-password", "person.password_changed"],
  ["/revoke-session", "person.session_ended"],
  ["/revoke-other-sessions", "person.other_sessions_ended"],
]);

const sessionCookie = "lumenflow.session_token";

export function createAccounts(deps: AccountsDeps): Accounts {
  const { database, origins } = deps;
  const auth = createAuth(deps);
  const limiter = createSignInLimiter();

  async function serve(req: IncomingMessage): Promise<Response> {
    const path = (req as { originalUrl?: string }).originalUrl ?? req.url ?? "";
    const route = path.split("?", 1)[0]?.slice(authPath.length) ?? "";
    if (!open.has(`${req.method} ${route}`)) throw problem.notFound();
    const foreign = req.headers.origin !== undefined && !isOwnOrigin(req, origins());
    const unsigned = req.headers.origin === undefined && req.headers.cookie !== undefined;
    if (!isReading(req.method) && (foreign || unsigned)) {
      throw problem.notAllowed("This may be asked only from the console's own pages (its Origin).");
    }
    const body = isReading(req.method) ? "" : await readBody(req);
    const request = toRequest(req, path, body);
    if (route === "/sign-in/email") return signIn(req, request, body);
    const action = entered.get(route);
    if (action === undefined) return auth.handler(request);
    const { user } = (await auth.api.getSession({ headers: request.headers })) ?? {};
    const answer = await auth.handler(request);
    if (answer.ok && user !== undefined) {
      await database.audit.appendOfPerson({ action, userId: user.id });
    }
    return answer;
  }

  async function signIn(req: IncomingMessage, request: Request, body: string): Promise<Response> {
    const email = emailIn(body);
    const address = addressOf(req);
    const wait = await limiter.attempt(email, address);
    if (wait > 0) throw problem.rateLimited(wait);
    const answer = await auth.handler(request);
    if (answer.ok) {
      const { user } = (await answer.clone().json()) as { user: { id: string } };
      // Before the cookie leaves: nobody is in whose sign-in is not in the trail.
      await database.audit.appendOfPerson({ action: "person.signed_in", userId: user.id });
      await limiter.succeeded(email, address);
    } else if (answer.status === 401) {
      await database.audit.appendOfPerson({ action: "person.sign_in_refused", email });
    }
    return answer;
  }

  return {
    origins,
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
      const memberships = await database.workspaces.membershipsOf(user.id);
      const chosen = memberships.find(({ id }) => id === session.activeOrganizationId);
      const membership = chosen ?? memberships[0];
      if (membership === undefined || !isRole(membership.role)) {
        throw problem.notAllowed("You belong to no workspace. Ask an owner to add you.");
      }
      return {
        kind: "user",
        id: user.id,
        name: user.name,
        workspaceId: membership.id,
        scopes: scopesOfRole[membership.role],
        role: membership.role,
        mayDecideOwn: false,
      };
    },

    async bootstrapOwner({ email, password, workspaceName, apiKey }) {
      const { password: passwords } = await auth.$context;
      const passwordHash = await passwords.hash(password);
      return database.transaction(async (tx) => {
        if (!(await tx.installation.claimFirstStart())) return null;
        const workspaceId = newId("workspace");
        const userId = newId("user");
        await tx.workspaces.add({ id: workspaceId, name: workspaceName }, "system");
        const name = email.split("@", 1)[0] ?? email;
        await tx.workspaces.addPerson({
          id: userId,
          name,
          email: email.toLowerCase(),
          passwordHash,
        });
        await tx.workspaces.addMember(workspaceId, userId, "owner");
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

/** The e-mail address that somebody tries to sign in with; the library judges the rest. */
function emailIn(body: string): string {
  try {
    const { email } = JSON.parse(body) as { email?: unknown };
    return typeof email === "string" ? email.slice(0, 320) : "";
  } catch {
    return "";
  }
}
