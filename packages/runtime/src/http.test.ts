import { Agent, request } from "node:http";
import { afterEach, expect, test } from "vitest";
import type { Check } from "./component.ts";
import { type HttpServer, type HttpServerOptions, httpServer } from "./http-server.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { operations } from "./operations.ts";

const logger = createLogger({ name: "test", level: "silent" });
const running: HttpServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function serve(options: Pick<HttpServerOptions, "handler"> & Partial<HttpServerOptions>) {
  const server = httpServer({ name: "test", host: "127.0.0.1", port: 0, logger, ...options });
  await server.start();
  running.push(server);
  return { server, port: server.address().port };
}

function get(port: number, path: string, headers: Record<string, string> = {}, agent?: Agent) {
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const options = { host: "127.0.0.1", port, path, headers, ...(agent && { agent }) };
      const req = request(options, (res) => {
        let body = "";
        res.on("error", reject).setEncoding("utf8");
        res.on("data", (chunk: string) => {
          body += chunk;
        });
        res.on("end", () => resolve({ status: res.statusCode ?? 0, body, headers: res.headers }));
      });
      req.on("error", reject).end();
    },
  );
}

async function operating(checks: Check[] = [], metricsToken?: string) {
  const handle = operations({ checks, metrics: createMetrics(), metricsToken });
  return serve({ handler: (req, res) => void (handle(req, res) || res.writeHead(404).end()) });
}

const check = (name: string, result: Check["check"]): Check => ({ name, check: result });

test("answers /livez, and leaves other paths to others", async () => {
  const { port } = await operating();
  const alive = { status: 200, body: '{"status":"ok"}' };
  expect(await get(port, "/livez?x=1")).toMatchObject(alive);
  expect(await get(port, "/livez/")).toMatchObject(alive);
  expect(await get(port, "/elsewhere")).toMatchObject({ status: 404 });
});

test("another method than reading is a problem that names those it has", async () => {
  const { port } = await operating();
  for (const path of ["/livez", "/readyz/", "/metrics"]) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ status: 405, code: "E010" });
  }
});

test("/readyz names the failing part, and shows warnings of the others", async () => {
  const { port } = await operating([
    check("postgres", async () => ({ ok: true, warnings: ["old"] })),
    check("queue", () => Promise.reject(new Error("redis://:p4ss@cache refused"))),
  ]);
  const { status, body } = await get(port, "/readyz");
  expect(status).toBe(503);
  expect(JSON.parse(body)).toMatchObject({
    failing: ["queue"],
    checks: { postgres: { ok: true, warnings: ["old"] }, queue: { ok: false } },
  });
  expect(body).not.toContain("p4ss");
});

test("/readyz answers 200 when every check holds", async () => {
  const { port } = await operating([check("postgres", async () => ({ ok: true }))]);
  expect(await get(port, "/readyz")).toMatchObject({ status: 200 });
});

test("/metrics is for local callers: no proxy, no foreign page, no foreign name", async () => {
  const { port } = await operating();
  const host = `127.0.0.1:${port}`;
  expect((await get(port, "/metrics")).body).toContain("process_cpu");
  expect(await get(port, "/metrics", { origin: `http://${host}` })).toMatchObject({ status: 200 });
  for (const headers of [
    { "x-forwarded-for": "127.0.0.1" },
    { forwarded: "for=127.0.0.1" },
    { "x-forwarded-port": "443" },
    { "x-envoy-external-address": "198.51.100.7" },
    { origin: "http://127.0.0.1:1" },
    { origin: "null" },
    { host: "rebound.example" },
    { "sec-fetch-site": "cross-site" },
  ]) {
    expect(await get(port, "/metrics", headers as Record<string, string>)).toMatchObject({
      status: 403,
    });
  }
});

test("/metrics answers others with the token alone", async () => {
  const { port } = await operating([], "s3cr3t");
  const proxied = { "x-forwarded-for": "198.51.100.7" };
  expect(await get(port, "/metrics", proxied)).toMatchObject({ status: 401 });
  expect(await get(port, "/metrics", { ...proxied, authorization: "Bearer wrong" })).toMatchObject({
    status: 401,
  });
  expect(await get(port, "/metrics", { ...proxied, authorization: "Bearer s3cr3t" })).toMatchObject(
    { status: 200 },
  );
});

test("stop lets the request in hand finish, closes its connection, and takes no new one", async () => {
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const { server, port } = await serve({
    handler: (_req, res) => {
      arrived.resolve();
      release.promise.then(() => res.end("done"));
    },
  });
  const agent = new Agent({ keepAlive: true });
  const answer = get(port, "/", {}, agent);
  await arrived.promise;
  const stopped = server.stop();
  expect(server.stopping.aborted).toBe(true);
  await expect(get(port, "/")).rejects.toThrow();
  release.resolve();
  expect(await answer).toMatchObject({ body: "done", headers: { connection: "close" } });
  await stopped;
  expect(await server.stop()).toBeUndefined();
  agent.destroy();
});

test("stop cuts streams that do not end in time", async () => {
  const { server, port } = await serve({
    graceMs: 10,
    handler: (_req, res) => void res.write("tick"),
  });
  const answer = get(port, "/").catch(() => "cut");
  await new Promise<void>((resolve) => {
    const req = request({ host: "127.0.0.1", port }, () => resolve());
    req.on("error", () => {}).end();
  });
  await server.stop();
  expect(await answer).toBe("cut");
});

test("says in words that a port is taken", async () => {
  const { port } = await serve({ handler: (_req, res) => void res.end() });
  const second = httpServer({ name: "second", host: "127.0.0.1", port, handler: () => {}, logger });
  await expect(second.start()).rejects.toThrow(/is taken by another program/);
});

test("says which variable to change where there is no such address", async () => {
  // TEST-NET-1: no machine has it.
  const server = httpServer({ name: "x", host: "192.0.2.1", port: 0, handler: () => {}, logger });
  await expect(server.start()).rejects.toThrow(/EADDRNOTAVAIL\): set HOST to/);
});

test("metrics of the same name are made once", () => {
  const metrics = createMetrics({ defaults: false });
  const config = { name: "lumenflow_things_total", help: "Things", labelNames: ["kind"] as const };
  expect(metrics.counter(config)).toBe(metrics.counter(config));
});
