/** Every error the API answers, as RFC 9457 problems with LumenFlow's codes. */

/** What a code means, whoever raises it. */
export const codes = {
  E001: { status: 401, title: "No credentials" },
  E002: { status: 401, title: "Bad credentials" },
  E003: { status: 401, title: "Credentials expired or revoked" },
  E004: { status: 403, title: "Not allowed" },
  E010: { status: 400, title: "Invalid input" },
  E011: { status: 409, title: "Idempotency key reused with another body" },
  E012: { status: 400, title: "Idempotency key missing" },
  E020: { status: 403, title: "Blocked by policy" },
  E023: { status: 409, title: "Conflict" },
  E040: { status: 422, title: "Bot token refused by Telegram" },
  E041: { status: 409, title: "Connection not usable" },
  E042: { status: 503, title: "Telegram unreachable" },
  E044: { status: 404, title: "Not found" },
  E050: { status: 429, title: "Rate limited" },
  E060: { status: 503, title: "Queue or database unavailable" },
} as const;
export type Code = keyof typeof codes;

/** One fault of the input: where it is and what to do about it. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

interface Extras {
  readonly status?: number | undefined;
  readonly errors?: readonly Fault[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Members of the answer beyond the standard ones, such as the id of a blocked message. */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** An error that is meant for the caller: `detail` says what happened and what to do. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: Code;
  readonly status: number;
  readonly errors: readonly Fault[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: Code, detail: string, extras: Extras = {}) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.code = code;
    this.status = extras.status ?? codes[code].status;
    this.errors = extras.errors;
    this.headers = extras.headers ?? {};
    this.members = extras.members ?? {};
  }

  /** The answer's body, `application/problem+json`. */
  toBody(requestId: string): Record<string, unknown> {
    return {
      // First, so that none of them hides a standard one.
      ...this.members,
      type: `urn:lumenflow:problem:${this.code}`,
      title: codes[this.code].title,
      status: this.status,
      detail: this.message,
      code: this.code,
      requestId,
      ...(this.errors && { errors: this.errors }),
    };
  }
}

function listed(errors: readonly Fault[]): string {
  return errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
}

function invalid(errors: readonly Fault[]): Problem {
  return new Problem("E010", listed(errors), { errors });
}

/** What a body refers to and one cannot see: as in a path, and named by its field. */
function refersToNothing(errors: readonly Fault[]): Problem {
  return new Problem("E044", listed(errors), { errors });
}

const challenge = { "www-authenticate": 'Bearer realm="lumenflow"' };

/** The problems by name, so that a status and a code are never paired by hand. */
export const problem = {
  noCredentials: () =>
    new Problem("E001", "Send an API key as `Authorization: Bearer lf_…`, or sign in.", {
      headers: challenge,
    }),
  badCredentials: (detail = "The API key or session is not known here.") =>
    new Problem("E002", detail, { headers: challenge }),
  expiredCredentials: (detail: string) => new Problem("E003", detail, { headers: challenge }),
  notAllowed: (detail: string) => new Problem("E004", detail),
  invalid,
  /** A body of the wrong type or size: E010, but with the status that HTTP has for it. */
  unreadable: (status: 400 | 413 | 415 | 416, detail: string) =>
    new Problem("E010", detail, { status, errors: [{ path: "body", message: detail }] }),
  methodNotAllowed: (allow: string) =>
    new Problem("E010", `This path answers ${allow}, and no other method.`, {
      status: 405,
      headers: { allow },
    }),
  keyReused: () =>
    new Problem(
      "E011",
      "This Idempotency-Key was used for another request. Use a new key for a new message.",
    ),
  keyMissing: () =>
    new Problem("E012", "Send an Idempotency-Key header (1 to 255 characters), new per message.", {
      errors: [{ path: "headers.idempotency-key", message: "is required, 1 to 255 characters" }],
    }),
  blocked: (
    detail: string,
    members: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ) => new Problem("E020", detail, { members, headers }),
  conflict: (detail: string) => new Problem("E023", detail),
  tokenRefused: (detail: string) =>
    new Problem("E040", detail, { errors: [{ path: "botToken", message: detail }] }),
  notUsable: (detail: string) => new Problem("E041", detail),
  telegramUnreachable: (detail: string) =>
    new Problem("E042", detail, { headers: { "retry-after": "5" } }),
  notFound: (detail = "There is nothing of this id here.") => new Problem("E044", detail),
  refersToNothing,
  /** Of files that a content names: what is wrong with them, or that they are not there. */
  notGathered: ({ faults, unknown }: { faults: readonly Fault[]; unknown: boolean }) =>
    unknown ? refersToNothing(faults) : invalid(faults),
  noConnection: () =>
    refersToNothing([{ path: "connectionId", message: "there is no connection of this id here" }]),
  rateLimited: (
    retryAfterSeconds: number,
    detail = `Too many requests. Try again in ${retryAfterSeconds} s.`,
  ) => new Problem("E050", detail, { headers: { "retry-after": String(retryAfterSeconds) } }),
  unavailable: (detail: string, cause?: unknown) =>
    new Problem("E060", detail, { headers: { "retry-after": "1" }, cause }),
};
