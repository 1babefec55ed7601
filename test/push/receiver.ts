/** An endpoint as somebody would run one: a real HTTP server that verifies what it gets with the scheme's own library. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { onTestFinished } from "vitest";

export interface Received {
  /** `webhook-id`. */
  readonly id: string;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an event is compared with what is expected of it
  readonly event: any;
  /** Milliseconds of the wall clock. */
  readonly at: number;
}

/** What to answer; `undefined` is 204. A promise makes the sender wait. */
export type Behaviour = (received: Received) => Reply | undefined | Promise<Reply | undefined>;

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Receiver {
  readonly url: string;
  readonly origin: string;
  /** Every request, in the order of arrival. */
  readonly received: readonly Received[];
  behave(behaviour: Behaviour): void;
  /** Everything of one chat, in the order of arrival. */
  of(chatId: string): Received[];
  verify(received: Received, secret: string): unknown;
  stop(): Promise<void>;
}

export async function startReceiver({ port = 0 } = {}): Promise<Receiver> {
  const received: Received[] = [];
  let behaviour: Behaviour = () => undefined;

  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const got: Received = {
      id: String(req.headers["webhook-id"]),
      headers: req.headers,
      text,
      event: text === "" ? undefined : JSON.parse(text),
      at: Date.now(),
    };
    received.push(got);
    const reply = (await behaviour(got)) ?? { status: 204 };
    res.writeHead(reply.status, reply.headers).end(reply.body);
  }

  const server = createServer((req, res) => {
    take(req, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  return {
    url: `${origin}/events`,
    origin,
    received,
    behave(next) {
      behaviour = next;
    },
    of: (chatId) => received.filter(({ event }) => event.chatId === chatId),
    verify: ({ text, headers }, secret) =>
      new Webhook(secret).verify(text, headers as Record<string, string>),
    stop,
  };
}
