/** The audit trail over HTTP: read, taken away as a file, proven; and the file proven where there is no database. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Principal, routes, scopes } from "@lumenflow/api";
import { newId } from "@lumenflow/db";
import { createLogger, httpServer } from "@lumenflow/runtime";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { auditRoutes } from "../../services/console/src/audit/routes.ts";
import { scratchFolder, startService } from "../harness/index.ts";
import { setup } from "./setup.ts";

const cli = join(import.meta.dirname, "../../services/start/src/cli.ts");

async function served() {
  const world = await setup();
  const logger = createLogger({ name: "test", level: "silent" });
  const caller: Principal = {
    ...{ kind: "key", id: newId("apiKey"), name: "auditor", scopes, mayDecideOwn: false },
    workspaceId: world.workspaceId,
  };
  const app = express();
  app.use(routes(auditRoutes(world), { logger, authenticate: async () => caller }));
  const server = httpServer({
    ...{ name: "api", host: "127.0.0.1", port: 0, logger },
    handler: (req, res) => app(req as express.Request, res as express.Response),
  });
  await server.start();
  onTestFinished(() => server.stop());
  const fetched = (path: string) =>
    fetch(`http://127.0.0.1:${server.address().port}/api/v1/audit${path}`);
  return {
    ...world,
    fetched,
    async get(path: string) {
      const answer = await fetched(path);
      // biome-ignore lint/suspicious/noExplicitAny: answers are compared with what is expected of them
      return { status: answer.status, body: (await answer.json()) as any };
    },
    /** Entries of a past, as an attacker or an import would make them: only the time is ours. */
    async past(at: string, count: number, action = "test.past") {
      await world.sql(
        `INSERT INTO audit_entries (id, workspace_id, at, action, initiator)
         SELECT 'aud_' || replace(gen_random_uuid()::text, '-', ''), $1, $2::text::timestamptz, $3, 'user:usr_x'
         FROM generate_series(1, $4::int)`,
        [world.workspaceId, at, action, count],
      );
    },
  };
}

/** The command line, with a public key alone. */
async function verifyFile(text: string, format: string, key: string) {
  const path = join(scratchFolder("audit"), `audit.${format}`);
  writeFileSync(path, text);
  const running = startService(cli, {
    args: ["audit", "verify", "--file", path, "--key", key],
    env: { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" },
  });
  onTestFinished(() => running.kill());
  return { code: await running.ended, said: running.output() };
}

test("entries are listed newest first, page by page, by time, action, initiator and subject", async () => {
  const { past, append, get, seal, database, workspaceId } = await served();
  await past("2026-01-01T00:00:00.000Z", 5);
  await past("2026-02-01T00:00:00.000Z", 2, "pastry.baked");
  await seal();
  const { key, digest, hint } = { key: "", digest: Buffer.alloc(32, 1), hint: "lf_x…" };
  const keyId = newId("apiKey");
  await database.keys.add({
    ...{ id: keyId, workspaceId, name: "Sidekick", hint, digest, scopes: [], createdBy: "system" },
  });
  await append(1, { initiator: `key:${keyId}`, approver: "auto", subjectId: "msg_1", output: key });

  const all = await get("?limit=200");
  expect(all.body.data).toHaveLength(10);
  expect(all.body.data[0]).toMatchObject({
    ...{ initiator: `key:${keyId}`, initiatorName: "Sidekick", approver: "auto", detail: { n: 0 } },
    ...{ subjectId: "msg_1", position: "unsealed", hash: null, inputDigest: null, opening: null },
  });
  expect(all.body.data[2]).toMatchObject({ action: "workspace.created", position: 8 });
  expect(all.body.data[2].hash).toMatch(/^[0-9a-f]{64}$/);

  const ids: string[] = [];
  let cursor = "";
  do {
    const { body } = await get(`?limit=3${cursor && `&cursor=${cursor}`}`);
    ids.push(...body.data.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor ?? "";
  } while (cursor !== "");
  expect(ids).toEqual(all.body.data.map(({ id }: { id: string }) => id));

  const count = async (query: string) => (await get(query)).body.data.length;
  expect(await count("?action=test.past")).toBe(5);
  expect(await count("?action=past")).toBe(0);
  expect(await count("?action=test")).toBe(6);
  expect(await count("?initiator=user:usr_x&from=2026-01-15T00:00:00Z")).toBe(2);
  expect(await count("?to=2026-02-01T00:00:00.000Z")).toBe(5);
  expect(await count("?subject=msg_1")).toBe(1);
  for (const bad of ["?cursor=x", "?from=yesterday", "?limit=0"]) {
    expect(await get(bad), bad).toMatchObject({ status: 400, body: { code: "E010" } });
  }
});

test("the trail is proven over HTTP, and the first entry that was changed is named", async () => {
  const { append, seal, get, tamper, signer } = await served();
  await append(3);
  await seal();
  await append(1);
  expect((await get("/verify")).body).toMatchObject({
    ...{ ok: true, entries: 4, after: 0, through: 4, signedThrough: 4, broken: null },
    checkpoint: { seq: 4, publicKey: signer.publicKey },
    unsealed: { count: 1, since: expect.stringMatching(/Z$/) },
  });
  await tamper("UPDATE audit_entries SET initiator = 'key:x' WHERE seq = 3");
  expect((await get("/verify")).body).toMatchObject({
    ok: false,
    broken: { position: 3, problem: expect.stringContaining("was changed") },
  });
});

test.each(["jsonl", "csv"])(
  "an export as %s is proven offline, also of times in the middle",
  async (format) => {
    const { past, append, seal, fetched, signer } = await served();
    await past("2026-01-01T00:00:00.000Z", 3);
    await seal();
    // More than a page, and a kept checkpoint among them.
    await past("2026-02-01T00:00:00.000Z", 1_500);
    await seal();
    await past("2026-03-01T00:00:00.000Z", 4, '=cmd|"x"');
    await seal();
    await append(1);

    const whole = await fetched(`/export?format=${format}`);
    expect(whole.headers.get("content-type")).toMatch(/^(application\/jsonl|text\/csv)/);
    expect(whole.headers.get("content-disposition")).toContain(`.${format}`);
    const text = await whole.text();
    expect(text).toContain(signer.publicKey);
    expect(await verifyFile(text, format, signer.publicKey)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/1508 entries \(1 to 1508\).+1 were not sealed then/),
    });

    const query = `&from=2026-02-01T00:00:00.000Z&to=2026-02-02T00:00:00.000Z`;
    const part = await (await fetched(`/export?format=${format}${query}`)).text();
    // Up to the next signature, and not from before.
    expect(part).not.toContain("2026-01-01");
    expect(await verifyFile(part, format, signer.publicKey)).toMatchObject({
      code: 0,
      said: expect.stringContaining("1504 entries (5 to 1508), asked for from 2026-02-01"),
    });
    const row = part.split("\n").findIndex((line) => line.includes("test.past")) + 1;
    const changed = part.replace("user:usr_x", "user:usr_y");
    expect(await verifyFile(changed, format, signer.publicKey)).toMatchObject({
      code: 1,
      said: expect.stringMatching(new RegExp(`row ${row}: aud_\\w+ at 5 is not what was sealed`)),
    });
    const nothing = await (
      await fetched(`/export?format=${format}&to=2020-01-01T00:00:00Z`)
    ).text();
    expect(await verifyFile(nothing, format, signer.publicKey)).toMatchObject({
      code: 0,
      said: expect.stringContaining("no sealed entries"),
    });
  },
);
