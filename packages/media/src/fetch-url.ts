/** Fetches a file from an address that somebody names, never from behind our own walls. */
import {
  type AddressRules,
  createGuardedAgent,
  type Lookup,
  RefusedAddress,
} from "@lumenflow/egress";
import { request } from "undici";
import { nameOfUrl } from "./file-name.ts";

export interface FetchUrlOptions {
  readonly rules: AddressRules;
  readonly lookup?: Lookup | undefined;
}

export interface Fetched {
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface FetchUrl {
  /** @throws NotFetched */
  fetch(url: string, maxBytes: number, signal: AbortSignal): Promise<Fetched>;
  close(): Promise<void>;
}

/** Why there are no bytes, in plain words that do not quote the address. */
export class NotFetched extends Error {
  override readonly name = "NotFetched";
}

const CONNECT_TIMEOUT_MS = 5_000;
const MOST_REDIRECTS = 5;

export function createFetchUrl({ rules, lookup }: FetchUrlOptions): FetchUrl {
  const agent = createGuardedAgent({ rules, lookup, connectTimeoutMs: CONNECT_TIMEOUT_MS });

  /** Each address on the way is held against the rules like the first one. */
  async function follow(url: URL, signal: AbortSignal, redirects = 0): Promise<Found> {
    checkUrl(url);
    const answer = await request(url, {
      dispatcher: agent,
      signal,
      // As they are: what is hashed is what is sent.
      headers: { accept: "*/*", "accept-encoding": "identity", "user-agent": "LumenFlow" },
    });
    const { statusCode, headers, body } = answer;
    if (statusCode === 200) return { url, headers, body };
    discard(body);
    const { location } = headers;
    if (statusCode < 300 || statusCode > 399 || typeof location !== "string") {
      throw new NotFetched(`its server answers ${statusCode}`);
    }
    if (redirects === MOST_REDIRECTS) throw new NotFetched("it redirects too often");
    const next = URL.parse(location, url.href);
    if (next === null) throw new NotFetched("it redirects to no address");
    return follow(next, signal, redirects + 1);
  }

  return {
    async fetch(address, maxBytes, signal) {
      const url = URL.parse(address);
      if (url === null) throw new NotFetched("it is no address");
      const found = await follow(url, signal).catch(explain);
      const length = Number(found.headers["content-length"] ?? 0);
      if (length > maxBytes) {
        discard(found.body);
        throw new NotFetched(`it has ${length} bytes; ${maxBytes} can be sent`);
      }
      return { fileName: nameOfUrl(found.url), bytes: explained(found.body) };
    },
    close: () => agent.destroy(),
  };
}

type Answer = Awaited<ReturnType<typeof request>>;
interface Found extends Pick<Answer, "headers" | "body"> {
  readonly url: URL;
}

/** Closes what nobody reads; it would report that as an error of its own. */
function discard(body: Answer["body"]): void {
  body.on("error", () => {}).destroy();
}

function checkUrl({ protocol, username, password }: URL): void {
  if (protocol !== "https:" && protocol !== "http:") {
    throw new NotFetched("it must begin with https:// or http://");
  }
  if (username !== "" || password !== "") {
    throw new NotFetched("it must not contain a user name or a password");
  }
}

async function* explained(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    explain(error);
  }
}

/** A network's error names hosts and addresses that are nobody's business. */
function explain(error: unknown): never {
  if (error instanceof NotFetched) throw error;
  const refused = refusalIn(error);
  if (refused !== undefined) {
    throw new NotFetched(
      `${refused.message}, which only the operator can allow (LUMENFLOW_MEDIA_NETWORKS)`,
    );
  }
  const name = error instanceof Error ? error.name : "";
  if (name === "TimeoutError" || name === "AbortError") throw new NotFetched("it took too long");
  throw new NotFetched("its server cannot be reached, or broke off");
}

function refusalIn(error: unknown): RefusedAddress | undefined {
  if (error instanceof RefusedAddress) return error;
  return error instanceof Error ? refusalIn(error.cause) : undefined;
}
