/** Resolves who calls: a bearer key first, then the console's session. */
import type { IncomingMessage } from "node:http";
import { type Authenticate, isScope, type Principal, problem } from "@lumenflow/api";
import type { Listener } from "@lumenflow/db";
import type { Component, Logger } from "@lumenflow/runtime";
import type { Accounts } from "./accounts.ts";
import { digestOf } from "./api-keys.ts";
import { createKeyCache, type KeyStore } from "./key-cache.ts";
import { isOwnOrigin, isReading } from "./origins.ts";

export interface AuthenticatorDeps {
  readonly keys: KeyStore;
  /** Absent where people never call, as on ingress: then only keys count. */
  readonly accounts?: Pick<Accounts, "principalOf" | "origins"> | undefined;
  /** Revocations arrive here at once; without it within a second. */
  readonly listener?: Pick<Listener, "on"> | undefined;
  readonly logger: Logger;
}

/** Stopping it writes down the last uses of keys. */
export interface Authenticator extends Component {
  /**
   * Throws E001 without credentials, E002 for unknown ones, E003 for an expired or revoked key or
   * session, E004 for a change that a foreign page asks for with our cookie.
   */
  readonly authenticate: Authenticate;
}

const keyShape = /^lf_[A-Za-z0-9_-]{16,200}$/;

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const { keys, accounts, listener, logger } = deps;
  const cache = createKeyCache(keys, logger);
  listener?.on("keys", () => cache.clear());

  async function byKey(header: string): Promise<Principal> {
    const given = /^Bearer +(\S+) *$/i.exec(header)?.[1];
    if (given === undefined || !keyShape.test(given)) throw problem.badCredentials();
    const key = await cache.find(digestOf(given));
    if (key === null) throw problem.badCredentials();
    if (key.revoked) throw problem.expiredCredentials("This API key was revoked.");
    if (key.superseded) {
      throw problem.expiredCredentials("This API key was rotated: use its new secret.");
    }
    if (key.expired) throw problem.expiredCredentials("This API key has expired.");
    const granted = key.scopes.filter(isScope);
    return {
      kind: "key",
      id: key.id,
      name: key.name,
      workspaceId: key.workspaceId,
      scopes: granted,
      mayDecideOwn: granted.includes("approvals:self"),
    };
  }

  async function bySession(req: IncomingMessage): Promise<Principal> {
    if (accounts === undefined || req.headers.cookie === undefined) throw problem.noCredentials();
    const principal = await accounts.principalOf(req);
    if (!isReading(req.method) && !isOwnOrigin(req, accounts.origins())) {
      throw problem.notAllowed(
        "A session may change things only from the console's own pages (its Origin). Programs use an API key.",
      );
    }
    return principal;
  }

  return {
    name: cache.name,
    start: cache.start,
    stop: cache.stop,
    async authenticate(req) {
      const { authorization } = req.headers;
      return authorization === undefined ? bySession(req) : byKey(authorization);
    },
  };
}
