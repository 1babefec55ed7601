import { createLogger } from "@lumenflow/runtime";
import { expect, test } from "vitest";
import { checkConnections } from "../../services/start/src/cli/doctor/check-connections.ts";
import type { Opened } from "../../services/start/src/cli/open.ts";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

test("the doctor says of a connection what the guardian says, and changes nothing", async () => {
  const world = await setup();
  const { token, username } = await world.bot();
  const made = await world.api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  await eventually(async () => (await world.api("GET", path)).body.status === "inbound_ready");
  const { hostname: HOST, port } = new URL(world.origin);
  const opened = {
    database: world.database,
    url: world.url,
    logger: createLogger({ name: "test", level: "silent" }),
    config: {
      HOST,
      PORT: Number(port),
      TELEGRAM_API_ROOT: `${world.telegramOrigin}/sandbox`,
      LUMENFLOW_ENCRYPTION_KEYS: world.keys,
      roles: new Set(["ingress"]),
    },
  } as unknown as Opened;
  const part = `@${username} (${made.body.id})`;
  expect(await checkConnections(opened)).toEqual([
    { level: "ok", part, words: expect.stringContaining("delivers to http://") },
  ]);

  await eventually(async () => {
    const url = "http://127.0.0.1:9/theirs?token=secret";
    return (await world.telegram(token, "setWebhook", { url })).ok;
  });
  const [found] = await checkConnections(opened);
  expect(found).toMatchObject({ level: "fault", part });
  expect((await world.api("GET", path)).body.status).toBe("inbound_ready");
  const { statusReason, statusRemedy } = (await world.api("POST", `${path}/verify`)).body;
  expect(found?.words).toBe(`${statusReason} ${statusRemedy}`);
  expect(found?.words).not.toContain("secret");
});

test("the doctor knows that a polled bot has no webhook, and whether anybody polls it", async () => {
  const world = await setup({ webhookOrigin: () => null });
  const { token, username } = await world.bot();
  const made = await world.api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  await eventually(async () => (await world.api("GET", path)).body.status === "inbound_ready");
  const opened = {
    database: world.database,
    url: world.url,
    logger: createLogger({ name: "test", level: "silent" }),
    config: {
      HOST: "127.0.0.1",
      PORT: 1,
      TELEGRAM_API_ROOT: `${world.telegramOrigin}/sandbox`,
      LUMENFLOW_ENCRYPTION_KEYS: world.keys,
      roles: new Set(["registrar"]),
    },
  } as unknown as Opened;
  const part = `@${username} (${made.body.id})`;
  await eventually(async () => {
    expect(await checkConnections(opened)).toEqual([
      { level: "ok", part, words: "inbound_ready, asked for its updates (long polling)" },
    ]);
    return true;
  });
  // Another owner that has died: the one that was beats no more.
  await world.sql("UPDATE pollers SET fence = fence + 1, beat_at = now() - interval '1 minute'");
  expect(await checkConnections(opened)).toMatchObject([
    { level: "warning", part, words: expect.stringContaining("nobody asks") },
  ]);
  await eventually(async () => {
    const url = "http://127.0.0.1:9/theirs?token=secret";
    return (await world.telegram(token, "setWebhook", { url })).ok;
  });
  const [found] = await checkConnections(opened);
  expect(found).toMatchObject({ level: "fault", part });
  expect(found?.words).toContain("127.0.0.1:9");
});
