/** An operation of the API as data: what OpenAPI says, what the router checks and what tests try. */
import type { z } from "zod";
import type { Code } from "./problem.ts";
import type { Scope, WorkspaceRole } from "./scopes.ts";

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** `P`, `Q`, `B`: parameters, query and body as parsed; `R`: the answer before it is serialised. */
export interface Operation<P = unknown, Q = unknown, B = unknown, R = never> {
  readonly id: string;
  readonly method: Method;
  /** Below the base path, with `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string | undefined;
  readonly tag: Tag;
  /** Any one of these scopes lets a caller in; empty: whoever has credentials. */
  readonly scopes: readonly Scope[];
  /** Only people who have one of these roles, signed in: a key may not, whatever its scopes. */
  readonly roles?: readonly WorkspaceRole[];
  /** Nobody needs credentials: what the request holds is proof enough. */
  readonly open?: true;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** The header `Idempotency-Key` is required, and handed to the handler. */
  readonly idempotent?: boolean;
  /** The answer goes on: server-sent events, each with the schema's JSON as its data. */
  readonly streams?: boolean;
  /** The body is a file of so many bytes at the most, whatever its type. */
  readonly takesBytes?: number;
  /** The answer is a file, of one of these media types. */
  readonly givesBytes?: readonly [string, ...string[]];
  /** The file may be asked for by range, and whether it is still the one that the caller has. */
  readonly partly?: true;
  readonly answer: {
    readonly status: 200 | 201 | 202 | 204;
    readonly schema: z.ZodType<unknown, R>;
  };
  /** A request's body as somebody would write it; otherwise one is made of the schema. */
  readonly example?: unknown;
  /** Beyond those that any operation can answer. */
  readonly problems?: readonly Code[];
}

export const tags = [
  "Connections",
  "Messages",
  "Approvals",
  "Policies",
  "Inbound",
  "Endpoints",
  "Pauses",
  "Audit",
  "People",
  "Overview",
  "Access",
] as const;
export type Tag = (typeof tags)[number];

export const basePath = "/api/v1";

/** Declares an operation and keeps its schemas' types; the answer's is what goes into its schema. */
export function operation<P, Q, B, S extends z.ZodType>(
  declared: Omit<Operation<P, Q, B>, "answer"> & {
    readonly answer: { readonly status: Operation["answer"]["status"]; readonly schema: S };
  },
): Operation<P, Q, B, z.input<S>> {
  return Object.freeze(declared) as Operation<P, Q, B, z.input<S>>;
}
