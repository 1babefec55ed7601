/** Sets better-auth up: e-mail and password, sessions in our tables, workspaces as organizations. */
import { accountsAdapter, type Database, type IdKind, newId } from "@lumenflow/db";
import { type Keyring, type Logger, scrub } from "@lumenflow/runtime";
import { betterAuth } from "better-auth/minimal";
import { organization } from "better-auth/plugins/organization";
import { cookiePrefix } from "./cookies.ts";
import { sealedBy, secondFactor } from "./second-factor.ts";
import { accessControl, workspaceRoles } from "./workspace-roles.ts";

export const authPath = "/api/v1/auth";
/** We write it from the socket on every request, so that nobody else can. */
export const addressHeader = "x-lumenflow-client-address";

const week = 7 * 24 * 60 * 60;
const day = 24 * 60 * 60;

export interface AuthDeps {
  readonly database: Pick<Database, "prisma">;
  /** Signs cookies: `installation_secrets`' `cookies`. */
  readonly secret: Buffer;
  readonly secureCookies: boolean;
  /** Seals second factors; a process without it serves no sign-in. */
  readonly keyring?: Pick<Keyring, "secrets"> | undefined;
  readonly logger: Logger;
}

export type Auth = ReturnType<typeof createAuth>;

export function createAuth({ database, secret, secureCookies, keyring, logger }: AuthDeps) {
  return betterAuth({
    // Only cookies and links would be made of it, and we send no links.
    baseURL: "http://localhost",
    basePath: authPath,
    secret: secret.toString("base64url"),
    database: accountsAdapter(database),
    // The bridge has checked the origin already, and hands over none that is foreign.
    trustedOrigins: (request) => [request?.headers.get("origin") ?? ""].filter(Boolean),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
    },
    session: { expiresIn: week, updateAge: day },
    // Ours counts wrong passwords per e-mail and address (sign-in-limiter.ts).
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix,
      useSecureCookies: false,
      defaultCookieAttributes: {
        httpOnly: true,
        sameSite: "strict",
        secure: secureCookies,
        path: "/",
      },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: ({ model }) => newId(kindOf(model)) },
    },
    plugins: [
      organization({
        ac: accessControl,
        roles: workspaceRoles,
        creatorRole: "owner",
        allowUserToCreateOrganization: false,
        schema: { organization: { modelName: "workspace" } },
      }),
      secondFactor(),
      ...(keyring === undefined ? [] : [sealedBy(keyring)]),
    ],
    logger: {
      log(level, message) {
        // Its arguments may hold e-mail addresses and rows.
        logger[level]({ library: "better-auth" }, scrub(message));
      },
    },
  });
}

const kinds: Readonly<Record<string, IdKind>> = {
  user: "user",
  session: "session",
  account: "account",
  verification: "verification",
  organization: "workspace",
  workspace: "workspace",
  member: "member",
  invitation: "invitation",
  twoFactor: "secondFactor",
};

function kindOf(model: string): IdKind {
  const kind = kinds[model];
  if (kind === undefined) throw new Error(`the accounts library has no table for ${model}`);
  return kind;
}
