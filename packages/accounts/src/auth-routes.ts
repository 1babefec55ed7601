/** Serves what is open of the accounts library: from our own pages, as often as is decent, and noted. */
import type { IncomingMessage } from "node:http";
import { problem } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import { type Auth, authPath } from "./auth.ts";
import { addressOf, readBody, toRequest } from "./bridge.ts";
import { challengeOf, sessionTokenIn } from "./cookies.ts";
import { isOwnOrigin, isReading } from "./origins.ts";
import type { CodeLimiter, SignInLimiter } from "./sign-in-limiter.ts";

export interface AuthRoutesDeps {
  readonly auth: Auth;
  readonly origins: () => readonly string[];
  readonly limiter: SignInLimiter;
  readonly codes: CodeLimiter;
  /** Writes into the trail of every workspace that the person belongs to. */
  readonly note: Database["audit"]["appendOfPerson"];
  /** Ends the person's sessions but one. */
  readonly endSessions: (userId: string, but: string) => Promise<void>;
}

interface Asked {
  readonly req: IncomingMessage;
  /** The body as it came; `{}` where it is none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Hands the request on to the library: as it came, or with another body. */
  readonly forward: (body?: object) => Promise<Response>;
}

type Guard = (asked: Asked) => Promise<Response>;

/** Answers what is asked; refusals are thrown as Problems. What is not listed answers 404. */
export function createAuthRoutes(
  deps: AuthRoutesDeps,
): (req: IncomingMessage) => Promise<Response> {
  const { auth, origins, limiter, codes, note, endSessions } = deps;

  const plain: Guard = ({ forward }) => forward();

  const signIn: Guard = async ({ req, body, forward }) => {
    const email = textOf(body.email).slice(0, 320);
    const address = addressOf(req);
    refuseWithin(await limiter.attempt(email, address));
    const answer = await forward();
    if (answer.status === 401) await note({ action: "person.sign_in_refused", email });
    if (!answer.ok) return answer;
    await limiter.succeeded(email, address);
    // Nobody is signed in yet where a second factor is asked for; otherwise nobody is in, before the
    // cookie leaves, whose sign-in is not in the trail.
    const userId = await userIn(answer);
    const detail = { secondFactor: false };
    if (userId !== undefined) await note({ action: "person.signed_in", userId, detail });
    return answer;
  };

  /** A code of the app, or one of those for a lost app: in signing in, and to begin with it. */
  const showCode =
    (kind: "app" | "backup"): Guard =>
    async ({ req, body, forward }) => {
      const code = textOf(body.code).replaceAll(/\s/g, "");
      const own = await userOf(req);
      const userId = own ?? (await challenged(req));
      if (userId === undefined) {
        throw problem.expiredCredentials("The time for the code is over. Sign in again.");
      }
      refuseWithin(await codes.attempt(userId));
      // Whoever shows a wrong code knows the password and no more: it is not said to be the person.
      const refused = () =>
        note({
          ...{ action: "person.second_factor_refused", userId, proven: own !== undefined },
          detail: { secondFactor: kind },
        });
      if (kind === "app" && !(await codes.isFresh(userId, code))) {
        await refused();
        throw problem.badCredentials("This code was used already. Wait for the next one.");
      }
      const answer = await forward({ code });
      if (answer.status >= 400 && answer.status < 500) await refused();
      if (!answer.ok) return answer;
      await codes.succeeded(userId);
      const token = sessionTokenIn(answer.headers.getSetCookie());
      if (own === undefined) {
        await note({ action: "person.signed_in", userId, detail: { secondFactor: kind } });
      } else if (token !== undefined) {
        // Sessions that began without it end: from now on each has passed it.
        await endSessions(userId, token);
        await note({ action: "person.second_factor_enabled", userId });
      }
      return answer;
    };

  /** What asks for the password once more: a session that was left open does not get to guess it. */
  const confirmed =
    (action?: string): Guard =>
    async ({ req, forward }) => {
      const userId = await userOf(req);
      if (userId === undefined) return forward();
      const address = addressOf(req);
      refuseWithin(await limiter.attempt(userId, address));
      const answer = await forward();
      if (!answer.ok) return answer;
      await limiter.succeeded(userId, address);
      if (action !== undefined) await note({ action, userId });
      return answer;
    };

  /** What is done with sessions, by whoever has one. */
  const noted =
    (action: string): Guard =>
    async ({ req, forward }) => {
      const userId = await userOf(req);
      const answer = await forward();
      if (answer.ok && userId !== undefined) await note({ action, userId });
      return answer;
    };

  const open: Readonly<Record<string, Guard>> = {
    "POST /sign-in/email": signIn,
    "POST /sign-out": noted("person.signed_out"),
    "GET /get-session": plain,
    "POST /change-password": confirmed("person.password_changed"),
    // Not /list-sessions: it answers the tokens of sessions, by which /revoke-session names them.
    "POST /revoke-other-sessions": noted("person.other_sessions_ended"),
    "GET /organization/list": plain,
    "POST /organization/set-active": plain,
    "POST /two-factor/enable": confirmed(),
    "POST /two-factor/verify-totp": showCode("app"),
    "POST /two-factor/verify-backup-code": showCode("backup"),
    "POST /two-factor/generate-backup-codes": confirmed("person.backup_codes_renewed"),
    "POST /two-factor/disable": confirmed("person.second_factor_disabled"),
  };

  async function userOf(req: IncomingMessage): Promise<string | undefined> {
    const { cookie } = req.headers;
    if (cookie === undefined) return undefined;
    const headers = new Headers({ cookie });
    const found = await auth.api.getSession({ headers, query: { disableRefresh: true } });
    return found?.user.id;
  }

  /** Whose sign-in waits for a code; the library checks the cookie's signature and its time. */
  async function challenged(req: IncomingMessage): Promise<string | undefined> {
    const challenge = challengeOf(req.headers.cookie);
    if (challenge === undefined) return undefined;
    const { internalAdapter } = await auth.$context;
    return (await internalAdapter.findVerificationValue(challenge))?.value;
  }

  return async (req) => {
    const path = (req as { originalUrl?: string }).originalUrl ?? req.url ?? "";
    const route = path.split("?", 1)[0]?.slice(authPath.length) ?? "";
    const name = `${req.method} ${route}`;
    const guard = Object.hasOwn(open, name) ? open[name] : undefined;
    if (guard === undefined) throw notServed(Object.keys(open), route);
    const foreign = req.headers.origin !== undefined && !isOwnOrigin(req, origins());
    const unsigned = req.headers.origin === undefined && req.headers.cookie !== undefined;
    if (!isReading(req.method) && (foreign || unsigned)) {
      throw problem.notAllowed("This may be asked only from the console's own pages (its Origin).");
    }
    const text = isReading(req.method) ? "" : await readBody(req);
    return guard({
      req,
      body: objectIn(text),
      forward: (body) =>
        auth.handler(toRequest(req, path, body === undefined ? text : JSON.stringify(body))),
    });
  };
}

/** Another method than the path has, or no path at all. */
function notServed(open: readonly string[], route: string) {
  const has = open.flatMap((name) => {
    const [method = "", path] = name.split(" ");
    return path === route ? [method] : [];
  });
  return has.length > 0 ? problem.methodNotAllowed(has.join(", ")) : problem.notFound();
}

function refuseWithin(seconds: number): void {
  if (seconds > 0) throw problem.rateLimited(seconds);
}

/** Who an answer of the library signs in, if anybody. */
async function userIn(answer: Response): Promise<string | undefined> {
  const { user } = (await answer.clone().json()) as { user?: { id?: string } };
  return user?.id;
}

/** The library judges what is no object, or holds something else than text. */
function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
