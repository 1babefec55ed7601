/**
 * Drives a server with keep-alive connections that each send their next request once they have the
 * answer. On two cores a general load generator takes longer over a request than the server does,
 * and would measure itself: this one writes prepared bytes and reads no more than it must.
 */
import { connect, type Socket } from "node:net";

export interface Load {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent in turn. */
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** @throws Error on the first answer that is not 200, and on a broken connection. */
export async function drive(load: Load): Promise<Measured> {
  const requests = load.bodies.map((body) => requestOf(load, body));
  const latencies: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + load.seconds * 1_000;
  let turn = 0;
  await Promise.all(
    Array.from({ length: load.connections }, () =>
      repeat(load.url, endsAt, () => requests[turn++ % requests.length] as Buffer, latencies),
    ),
  );
  const elapsed = (performance.now() - startedAt) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return { perSecond: latencies.length / elapsed, p50: at(0.5), p99: at(0.99) };
}

function requestOf({ url, headers }: Load, body: string): Buffer {
  const lines = [
    `POST ${url.pathname}${url.search} HTTP/1.1`,
    `host: ${url.host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

function repeat(url: URL, endsAt: number, next: () => Buffer, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(url.port), url.hostname);
    let sentAt = 0;
    let received = "";
    const send = () => {
      if (performance.now() >= endsAt) {
        socket.destroy();
        return resolve();
      }
      sentAt = performance.now();
      socket.write(next());
    };
    socket.setEncoding("latin1");
    socket.setNoDelay(true);
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed the connection")));
    socket.on("data", (chunk: string) => {
      received += chunk;
      const head = received.indexOf("\r\n\r\n");
      if (head < 0 || received.length < head + 4 + lengthOf(received)) return;
      if (!received.startsWith("HTTP/1.1 200")) {
        reject(new Error(`refused: ${received.slice(0, 200)}`));
        return;
      }
      received = "";
      latencies.push(performance.now() - sentAt);
      send();
    });
  });
}

function lengthOf(answer: string): number {
  return Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
}
