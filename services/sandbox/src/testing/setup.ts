/** Starts a sandbox and a webhook endpoint on free ports, for the tests of this room. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createLogger } from "@lumenflow/runtime";
import { createSandbox, type SandboxDeps } from "../sandbox.ts";

export interface Received {
  at: number;
  method: string;
  url: string;
  rawHeaders: string[];
  headers: IncomingMessage["headers"];
  body: string;
}

const stops: (() => Promise<void>)[] = [];

/** Ends everything that tests started, last first. */
export async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

/** Calls until the check gives something; fails after five seconds. */
export async function eventually<T>(check: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const value = await check();
    if (value) return value as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`never happened: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function startSandbox(deps: Partial<SandboxDeps> = {}) {
  const logger = createLogger({ name: "test", level: "silent" });
  const sandbox = createSandbox({ logger, ...deps });
  const server = createServer((req, res) =>
    sandbox.handler(req, res, () => res.writeHead(418).end()),
  );
  const origin = await listen(server);
  for (const component of sandbox.components) await component.start();
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    for (const component of sandbox.components) await component.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  stops.push(stop);

  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${origin}/sandbox/control${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, json: text ? JSON.parse(text) : undefined };
  };
  const bot = async (username = `test_${Math.random().toString(36).slice(2, 9)}_bot`) => {
    const { json } = await control("POST", "/bots", { name: "Test", username });
    const { id, token } = json as { id: string; token: string };
    const call = async (method: string, params: unknown = {}, init: RequestInit = {}) => {
      const response = await fetch(`${origin}/sandbox/bot${token}/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(params),
        ...init,
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: text.startsWith("{") ? JSON.parse(text) : undefined,
      };
    };
    return { id, token, username, call };
  };
  return { origin, control, bot, stop };
}

/** An endpoint that remembers what it gets and answers as told. */
export async function startEndpoint(
  answer: (received: Received, res: ServerResponse) => void = (_received, res) => res.end(),
) {
  const received: Received[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
    const entry: Received = {
      at: Date.now(),
      method: req.method ?? "",
      url: req.url ?? "",
      rawHeaders: req.rawHeaders,
      headers: req.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    received.push(entry);
    answer(entry, res);
  });
  const origin = await listen(server);
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  stops.push(stop);
  return { url: `${origin}/hook?key=abc`, origin, received, stop };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
