/** Sends one HTTP request to a Bot API server and knows whether it may have been read. */
import type { Readable } from "node:stream";
import { Agent, type Dispatcher } from "undici";

export interface TransportOptions {
  /** Connections to one server at most; further requests wait, unwritten. */
  readonly connections?: number | undefined;
  /** Time for TCP and TLS, in milliseconds. */
  readonly connectTimeoutMs?: number | undefined;
  /** An answer's body beyond this many bytes is not read. Telegram's own bound is 4 MiB. */
  readonly maxAnswerBytes?: number | undefined;
}

export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AsyncIterable<Uint8Array>;
  readonly signal: Pick<AbortSignal, "aborted" | "addEventListener" | "removeEventListener">;
  /** By `performance.now()`: not a byte goes out later than that. */
  readonly beginBy?: number | undefined;
}

/** What has been seen of an exchange so far; filled in as it happens, also when it fails later. */
export interface Seen {
  /** True from the moment before the first byte goes out on a connected (and encrypted) socket. */
  begun?: boolean;
  /**
   * True from the moment before the request is whole: with the first byte where the body goes out at
   * once, with the last ones of a body that streams. No server acts on a request that is not whole.
   */
  written: boolean;
  status?: number;
  retryAfter?: string;
  body?: string;
}

export interface FileRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Ends waiting and reading alike. */
  readonly signal: AbortSignal;
}

/** An answer whose body is read as it comes, or left. */
export interface OpenedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
}

/** Pooled keep-alive connections, shared by all bots of a process. */
export interface Transport {
  /** Resolves when the whole answer is in `seen`; rejects with the network's error. */
  exchange(request: HttpRequest, seen: Seen): Promise<void>;
  /** Asks for a file; resolves when its body begins. Whoever does not read it destroys it. */
  open(request: FileRequest): Promise<OpenedAnswer>;
  /** Waits for exchanges under way, then closes the connections. */
  close(): Promise<void>;
}

/** A server that says nothing for so long in the middle of a file is taken for gone. */
const fileSilenceMs = 15_000;

/** Redirects are not followed, nothing is retried, and no proxy variables are read. */
export function createTransport(options: TransportOptions = {}): Transport {
  const maxAnswerBytes = options.maxAnswerBytes ?? 4 * 1024 * 1024;
  const agent = new Agent({
    connections: options.connections ?? 128,
    pipelining: 1,
    // One failing HTTP/2 session would put every send that shares it in doubt.
    allowH2: false,
    // Well below any server's own idle limit: a request written to a connection that the server is
    // just closing is in doubt, though nobody will ever have read it.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    connect: { timeout: options.connectTimeoutMs ?? 10_000 },
    // The caller's signal is the only clock.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const underWay = new Set<Promise<void>>();
  return {
    exchange(request, seen) {
      const work = exchange(agent, request, seen, maxAnswerBytes);
      const forget = () => underWay.delete(work);
      underWay.add(work);
      work.then(forget, forget);
      return work;
    },
    async open({ url, headers, signal }) {
      const { origin, pathname } = new URL(url);
      const answer = await agent.request({
        ...{ origin, path: pathname, method: "GET", headers, signal },
        headersTimeout: fileSilenceMs,
        bodyTimeout: fileSilenceMs,
      });
      // Nobody may be reading when it breaks off: the reader is told, the process does not end.
      answer.body.on("error", () => {});
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    },
    async close() {
      await Promise.allSettled(underWay);
      // Not `agent.close`, which would also wait for connections nobody waits for any more.
      await agent.destroy();
    },
  };
}

function exchange(
  agent: Dispatcher,
  request: HttpRequest,
  seen: Seen,
  maxAnswerBytes: number,
): Promise<void> {
  const { signal, body, beginBy = Number.POSITIVE_INFINITY } = request;
  const url = new URL(request.url);
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Error("aborted before the request began"));
    let controller: Dispatcher.DispatchController | undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (error?: Error) => {
      signal.removeEventListener("abort", onAbort);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onAbort = () => {
      const error = new Error("aborted");
      controller?.abort(error);
      settle(error);
    };
    signal.addEventListener("abort", onAbort);
    const handler: Dispatcher.DispatchHandler = {
      // undici calls this on a connected socket, in the same tick and before it writes the headers.
      onRequestStart(started) {
        if (signal.aborted) return started.abort(new Error("aborted while waiting to connect"));
        if (performance.now() > beginBy) return started.abort(new Error("could not begin in time"));
        controller = started;
        seen.begun = true;
        if (typeof body === "string") seen.written = true;
      },
      onResponseStart(_controller, status, headers) {
        seen.status = status;
        const retryAfter = headers["retry-after"];
        if (typeof retryAfter === "string") seen.retryAfter = retryAfter;
      },
      onResponseData(current, chunk) {
        size += chunk.length;
        if (size > maxAnswerBytes) {
          current.abort(new Error(`the answer is larger than ${maxAnswerBytes} bytes`));
        } else chunks.push(chunk);
      },
      onResponseEnd() {
        seen.body = Buffer.concat(chunks).toString("utf8");
        settle();
      },
      onResponseError(_controller, error) {
        settle(error);
      },
    };
    agent.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: "POST",
        headers: request.headers,
        // undici takes any async iterable, though its types know streams alone.
        body: typeof body === "string" ? body : (markingTheEnd(body, seen) as unknown as Readable),
      },
      handler,
    );
  });
}

async function* markingTheEnd(
  body: AsyncIterable<Uint8Array>,
  seen: Seen,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | undefined;
  for await (const bytes of body) {
    if (held !== undefined) yield held;
    held = bytes;
  }
  seen.written = true;
  if (held !== undefined) yield held;
}
