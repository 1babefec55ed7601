/**
 * One keep-alive connection that sends prepared bytes and reads no more of an answer than it must.
 * On two cores a general HTTP client takes longer over a request than the server does, and would
 * measure itself.
 */
import { connect, type Socket } from "node:net";

export interface Connection {
  /** Resolves with the answer's status. One request at a time. */
  send(request: Buffer): Promise<number>;
  close(): void;
}

/** What `requestOf` makes bytes of. */
export interface Request {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: string;
}

export function requestOf({ url, headers = {}, body }: Request): Buffer {
  const lines = [
    `POST ${url.pathname}${url.search} HTTP/1.1`,
    `host: ${url.host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** @throws Error where nobody listens; a connection that breaks later rejects what is under way. */
export function open(url: URL): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(url.port), url.hostname);
    let received = "";
    let waiting: PromiseWithResolvers<number> | undefined;

    socket.setEncoding("latin1");
    socket.setNoDelay(true);
    socket.on("error", (error) => {
      reject(error);
      waiting?.reject(error);
    });
    socket.on("close", () => waiting?.reject(new Error("the server closed the connection")));
    socket.on("data", (chunk: string) => {
      received += chunk;
      const head = received.indexOf("\r\n\r\n");
      if (head < 0 || received.length < head + 4 + bodyLength(received)) return;
      const status = Number(received.slice(9, 12));
      received = "";
      const answered = waiting;
      waiting = undefined;
      answered?.resolve(status);
    });
    socket.on("connect", () =>
      resolve({
        send(request) {
          waiting = Promise.withResolvers<number>();
          socket.write(request);
          return waiting.promise;
        },
        close: () => socket.destroy(),
      }),
    );
  });
}

function bodyLength(answer: string): number {
  return Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
}
