import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createLogger } from "@lumenflow/runtime";
import express from "express";
import { afterEach, expect, test } from "vitest";
import { operations } from "./operations.ts";
import type { Principal } from "./principal.ts";
import { problem } from "./problem.ts";
import { JsonText, problems, type Route, route, routes, unknownRoute } from "./router.ts";

const principal: Principal = {
  kind: "key",
  id: "key_1",
  name: "test",
  workspaceId: "ws_1",
  scopes: ["messages:send", "messages:read", "updates:read", "connections:manage"],
  mayDecideOwn: false,
};

let principalOf = principal;

const open: (() => void)[] = [];
afterEach(() => {
  principalOf = principal;
  for (const close of open.splice(0)) close();
});

async function serve(...list: Route[]) {
  const logger = createLogger({ name: "test", level: "silent" });
  const app = express();
  app.use(
    routes(list, {
      logger,
      authenticate: async (req) => {
        if (req.headers.authorization === undefined) throw problem.noCredentials();
        return principalOf;
      },
    }),
  );
  app.use(unknownRoute(), problems(logger));
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(() => server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return (path: string, init: RequestInit = {}) =>
    fetch(`${origin}/api/v1${path}`, {
      ...init,
      headers: { authorization: "Bearer x", "content-type": "application/json", ...init.headers },
    });
}

const accept = route(operations.createMessage, async ({ body, idempotencyKey }) => ({
  body: {
    id: idempotencyKey,
    status: "queued" as const,
    policy: { effect: "auto_approve" as const },
    parts: [{ method: "sendMessage", payload: { chat_id: body.chatId } }],
  },
}));

const valid = { connectionId: "conn_1", chatId: 42, content: { type: "text", text: "hello" } };

test("a request is parsed by its schemas and answered with the operation's status", async () => {
  const call = await serve(accept);
  const answer = await call("/messages", {
    method: "POST",
    headers: { "idempotency-key": "once" },
    body: JSON.stringify(valid),
  });

  expect(answer.status).toBe(202);
  expect(answer.headers.get("x-request-id")).toBeTruthy();
  expect(await answer.json()).toMatchObject({
    id: "once",
    parts: [{ payload: { chat_id: "42" } }],
  });
});

test("the caller is known before the body is looked at", async () => {
  const call = await serve(accept);
  const answer = await call("/messages", {
    method: "POST",
    body: "{",
    headers: { authorization: undefined as unknown as string },
  });
  expect(answer.status).toBe(400); // fetch turned undefined into text: credentials were given

  const anonymous = await fetch(answer.url, { method: "POST", body: "{" });
  expect(anonymous.status).toBe(401);
  expect(await anonymous.json()).toMatchObject({ code: "E001", status: 401 });
});

test.each([
  ["another content type", { headers: { "content-type": "text/plain" }, body: "x" }, 415, "E010"],
  ["broken JSON", { body: "{" }, 400, "E010"],
  ["a body over 1 MiB", { body: JSON.stringify({ text: "x".repeat(1_100_000) }) }, 413, "E010"],
  ["no idempotency key", { body: JSON.stringify(valid) }, 400, "E012"],
])("%s is refused in words", async (_name, init, status, code) => {
  const call = await serve(accept);
  const answer = await call("/messages", { method: "POST", ...init } as RequestInit);

  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  expect(await answer.json()).toMatchObject({ status, code, requestId: expect.any(String) });
});

test("every fault of the input is named at once, where it stands", async () => {
  const call = await serve(accept);
  const answer = await call("/messages", {
    method: "POST",
    headers: { "idempotency-key": "k" },
    body: '{"chatId":9007199254740993,"content":{"type":"text","text":"\\u0000"}}',
  });

  const { errors } = (await answer.json()) as { errors: { path: string; message: string }[] };
  expect(errors.map(({ path }) => path).toSorted()).toEqual([
    "chatId",
    "connectionId",
    "content.text",
  ]);
  expect(errors.find(({ path }) => path === "chatId")?.message).toContain("as a string");
});

test("what is left out, not known or of another kind is said in words, never nowhere", async () => {
  const call = await serve(accept);
  const faultsOf = async (body: unknown) => {
    const headers = { "idempotency-key": "k" };
    const answer = await call("/messages", { method: "POST", headers, body: JSON.stringify(body) });
    const { errors } = (await answer.json()) as { errors: { path: string; message: string }[] };
    return errors.map(({ path, message }) => `${path} ${message}`);
  };
  const notKnown = "is not known here; check how it is spelled, or leave it out";

  expect(await faultsOf({ content: {} })).toEqual([
    "connectionId is missing: give a string",
    "chatId is missing",
    "content.type is missing",
  ]);
  expect(await faultsOf([])).toEqual(["body Invalid input: expected object, received array"]);
  expect(await faultsOf({ ...valid, dryrun: true, sendat: "x" })).toEqual([
    `dryrun ${notKnown}`,
    `sendat ${notKnown}`,
  ]);
  expect(await faultsOf({ ...valid, content: { ...valid.content, fromat: "html" } })).toEqual([
    `content.fromat ${notKnown}`,
  ]);
  expect(await faultsOf({ ...valid, chatId: true, buttons: [[{ text: "a" }]] })).toEqual([
    "chatId must be a whole number, as a string or a number",
    "buttons.0.0 must be { text, url } or { text, data }",
  ]);
});

test.each([
  ["NUL in a text that is stored", { metadata: { a: "\u0000" } }, "metadata.a"],
  ["NUL in a name", { metadata: { "a\u0000": 1 } }, "metadata.a\u0000"],
  ["half a surrogate pair", { metadata: { a: ["\ud800"] } }, "metadata.a"],
  ["half a pair in a button", { buttons: [[{ text: "a", url: "\ud800" }]] }, "buttons.0.0.url"],
  ["a time that Postgres lacks", { sendAt: "0000-01-01T00:00:00Z" }, "sendAt"],
  ["a time beyond four digits", { sendAt: "9999-12-31T23:59:59-23:59" }, "sendAt"],
])("%s is a fault of the input", async (_name, extra, path) => {
  const call = await serve(accept);
  const answer = await call("/messages", {
    method: "POST",
    headers: { "idempotency-key": "k" },
    body: JSON.stringify({ ...valid, ...extra }),
  });

  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: "E010", errors: [{ path }] });
});

test.each([
  ["nested beyond reason", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, "nested deeper"],
  ["a number that no double holds", "1e400", "too big"],
])("metadata with something %s are refused", async (_name, value, message) => {
  const call = await serve(accept);
  const answer = await call("/messages", {
    method: "POST",
    headers: { "idempotency-key": "k" },
    body: `${JSON.stringify(valid).slice(0, -1)},"metadata":{"a":${value}}}`,
  });

  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(message);
});

test.each([
  ["/connections/%zz", 404, "E044"],
  [`/connections/${"x".repeat(300)}`, 404, "E044"],
  ["/updates?kind=%00", 400, "E010"],
  ["/updates?connectionId=%00", 400, "E010"],
])("what nobody can be called is no fault of ours: %s", async (path, status, code) => {
  const unknown = async () => {
    throw problem.notFound();
  };
  const call = await serve(
    route(operations.getConnection, unknown),
    route(operations.listUpdates, unknown),
  );
  const answer = await call(path);

  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ code });
});

test.each([
  ["a parameter that is misspelt", "?staus=queued", "query.staus", "how it is spelled"],
  ["one that is given twice", "?limit=5&limit=6", "query.limit", "give it once"],
  ["a number that is none", "?limit=many", "query.limit", "a whole number from 1 to 200"],
  ["half of one", "?limit=1.5", "query.limit", "a whole number from 1 to 200"],
  ["too large a page", "?limit=201", "query.limit", "a whole number from 1 to 200"],
  ["an empty one", "?limit=", "query.limit", "a whole number from 1 to 200"],
  ["a word that is none", "?status=queued,gone", "query.status.1", "Invalid option"],
  ["a long cursor", `?cursor=${"x".repeat(201)}`, "query.cursor", "200"],
])("of a query, %s is named with what to do", async (_name, query, path, message) => {
  const call = await serve(route(operations.listMessages, async () => ({})));
  const answer = await call(`/messages${query}`);

  expect(answer.status).toBe(400);
  const { errors } = (await answer.json()) as { errors: unknown[] };
  expect(errors).toEqual([{ path, message: expect.stringContaining(message) }]);
});

test.each([
  ["nothing", ""],
  ["blanks", " \t "],
  ["what nobody sees", "\u200b\u2060"],
  ["two lines", "a\nb"],
  ["a terminal's escape", "\u001b[31mred"],
  ["NUL", "a\u0000b"],
  ["half a pair", "\ud800"],
  ["too much", "x".repeat(101)],
  ["a number", 7],
  ["null", null],
])("a name of %s is refused once, by the name of its field", async (_name, name) => {
  const call = await serve(route(operations.createApiKey, async () => ({})));
  const body = JSON.stringify({ name, scopes: ["messages:read"] });
  const answer = await call("/api-keys", { method: "POST", body });

  expect(answer.status).toBe(400);
  const { errors } = (await answer.json()) as { errors: unknown[] };
  expect(errors).toEqual([{ path: "name", message: expect.any(String) }]);
});

test.each(["Ada", "Ваня", "猫", "🐈", "a\u200db", "…"])("a name may be %s", async (name) => {
  const call = await serve(
    route(operations.createWorkspace, async () => {
      throw problem.conflict("so far, so good");
    }),
  );
  principalOf = { ...principal, scopes: ["workspaces:manage"] };
  const answer = await call("/workspaces", { method: "POST", body: JSON.stringify({ name }) });
  expect(answer.status).toBe(409);
});

test("a file is taken as it is, and not as a form sends one", async () => {
  const call = await serve(
    route(operations.createUpload, async ({ bytes }) => {
      for await (const _piece of bytes);
      throw problem.conflict("so far, so good");
    }),
  );
  const upload = (body: string, headers: Record<string, string>) =>
    call("/uploads", { method: "POST", body, headers });
  const type = "content-type";
  expect((await upload("x", { [type]: "text/plain" })).status).toBe(409);
  // What curl says of anything, unless told otherwise.
  const curl = { [type]: "application/x-www-form-urlencoded" };
  expect((await upload("x", curl)).status).toBe(409);
  for (const headers of [
    { [type]: "multipart/form-data; boundary=x" },
    { "content-encoding": "gzip" },
  ]) {
    const answer = await upload("x", headers);
    expect([answer.status, await answer.json()]).toMatchObject([415, { code: "E010" }]);
  }
});

test("a span of time ends after it begins", async () => {
  principalOf = { ...principal, scopes: ["audit:read"] };
  const call = await serve(route(operations.listAudit, async () => ({})));
  const [early, late] = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"];
  expect((await call(`/audit?from=${early}&to=${late}`)).status).toBe(200);
  const answer = await call(`/audit?from=${late}&to=${early}`);
  expect(await answer.json()).toMatchObject({
    code: "E010",
    errors: [{ path: "query.to", message: "must be after from" }],
  });
});

test("what is not UTF-8 is not taken for something else", async () => {
  const call = await serve(accept);
  const [before, after] = JSON.stringify({ ...valid, reason: "x|x" }).split("|");
  const body = Buffer.concat([
    Buffer.from(before ?? ""),
    Buffer.of(0xff),
    Buffer.from(after ?? ""),
  ]);
  const answer = await call("/messages", {
    method: "POST",
    headers: { "idempotency-key": "k" },
    body,
  });

  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ detail: "The body is not valid UTF-8." });
});

test("where all of a body may be left out, so may the body; otherwise what is missing is named", async () => {
  const call = await serve(
    accept,
    route(operations.rotateApiKey, async () => {
      throw problem.conflict("so far, so good");
    }),
  );
  expect((await call("/api-keys/key_1/rotate", { method: "POST" })).status).toBe(409);
  const bare = await call("/messages", { method: "POST", headers: { "idempotency-key": "k" } });
  const { errors } = (await bare.json()) as { errors: { path: string }[] };
  expect(errors.map(({ path }) => path)).toEqual(["connectionId", "chatId", "content"]);
});

test.each([{ "content-encoding": "foo" }, { "content-type": "application/json; charset=latin5" }])(
  "an encoding that cannot be read is said to be that",
  async (headers) => {
    const call = await serve(accept);
    const answer = await call("/messages", { method: "POST", headers, body: "{}" });
    expect(answer.status).toBe(415);
  },
);

test("a missing scope is named", async () => {
  const call = await serve(route(operations.createWorkspace, async () => ({})));
  const answer = await call("/workspaces", { method: "POST", body: '{"name":"x"}' });

  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({
    code: "E004",
    detail: expect.stringContaining("workspaces:manage"),
  });
});

test("JSON that is text already is passed on to the digit", async () => {
  const text = '{"data":[{"update":{"update_id":1,"id":9007199254740993}}],"nextCursor":"x"}';
  const call = await serve(
    route(operations.listUpdates, async () => ({ body: new JsonText(text) })),
  );
  expect(await (await call("/updates")).text()).toBe(text);
});

test("an error that is not a problem says nothing of itself", async () => {
  const call = await serve(
    route(operations.getMe, async () => {
      throw new Error("password=hunter2");
    }),
  );
  const answer = await call("/me");

  expect(answer.status).toBe(503);
  expect(await answer.text()).not.toContain("hunter2");
});

test.each([
  ["DELETE", "/messages", "GET, HEAD, POST"],
  ["PUT", "/messages/", "GET, HEAD, POST"],
  ["POST", "/messages/msg_1", "GET, HEAD"],
  ["DELETE", "/messages/preview", "POST, GET, HEAD"],
  ["PROPFIND", "/me", "GET, HEAD"],
])(
  "another method than a path has is refused with those it has: %s %s",
  async (method, path, allow) => {
    const call = await serve(
      route(operations.getMe, async () => ({})),
      route(operations.listMessages, async () => ({})),
      accept,
      route(operations.previewMessage, async () => ({})),
      route(operations.getMessage, async () => {
        throw problem.notFound();
      }),
    );
    const answer = await call(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe(allow);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await answer.json()).toMatchObject({ status: 405, code: "E010" });

    const asked = await call(path, { method: "OPTIONS" });
    expect([asked.status, asked.headers.get("allow")]).toEqual([204, allow]);
  },
);

test.each(["/messagesx", "/Messages", "/message", "/messages/msg_1/x", "/messages/preview/x"])(
  "what comes near a path is none, whatever is asked of it: %s",
  async (path) => {
    const call = await serve(
      accept,
      route(operations.getMessage, async () => ({})),
      route(operations.previewMessage, async () => ({})),
    );
    for (const method of ["GET", "POST", "DELETE", "OPTIONS"]) {
      expect((await call(path, { method })).status, method).toBe(404);
    }
  },
);

test.each(["/api/v1/nonsense", "/api/v1", "/api/v2/messages", "/api", "/API/v1/messages"])(
  "a route that does not exist is a 404 problem: %s",
  async (path) => {
    const call = await serve(accept);
    const answer = await fetch(new URL(path, (await call("/messages")).url));

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "E044" });
  },
);
