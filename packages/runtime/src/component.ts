/** The shapes everything that runs is made of: components, readiness checks and roles. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Something that starts and stops. `stop` is idempotent and finishes the work in hand. */
export interface Component {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export type CheckResult =
  | { ok: true; detail?: string | undefined; warnings?: string[] | undefined }
  | { ok: false; detail: string };

/** One part that `/readyz` names when it fails. */
export interface Check {
  readonly name: string;
  check(): Promise<CheckResult>;
}

export const roleNames = [
  "ingress",
  "dispatcher",
  "sender",
  "registrar",
  "keeper",
  "console",
  "sandbox",
] as const;
export type RoleName = (typeof roleNames)[number];

/** A connect-style handler; `next` passes the request on, or an error out. */
export type RequestHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** What each service's `createX(deps)` returns. */
export interface Role {
  readonly name: RoleName;
  readonly components: Component[];
  readonly checks: Check[];
  readonly handler?: RequestHandler | undefined;
}
