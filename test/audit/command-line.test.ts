import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startService } from "../harness/index.ts";
import { setup } from "./setup.ts";

const cli = join(import.meta.dirname, "../../services/start/src/cli.ts");

test("the command line proves every trail, and names the entry that was changed", async () => {
  const world = await setup();
  const verify = async (more: string[] = [], fill = 7) => {
    const running = startService(cli, {
      args: ["audit", "verify", ...more],
      env: {
        DATABASE_URL: world.databaseUrl,
        LUMENFLOW_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, fill).toString("base64")}`,
      },
    });
    onTestFinished(() => running.kill());
    return { code: await running.ended, said: running.output() };
  };
  await world.append(3);
  await world.seal();
  await world.append(1);
  expect(await verify()).toMatchObject({
    code: 0,
    said: expect.stringMatching(/✓ ws_\w+: 4 entries \(1 to 4\), signed with k1 .+; 1 wait/),
  });
  expect(await verify(["--workspace", "ws_none"])).toMatchObject({ code: 1 });
  expect(await verify([], 8)).toMatchObject({
    code: 1,
    said: expect.stringContaining("not trusted here (k1"),
  });

  const [, , third] = await world.chain();
  await world.tamper("UPDATE audit_entries SET initiator = 'key:x' WHERE seq = 3");
  expect(await verify(["--workspace", world.workspaceId])).toMatchObject({
    code: 1,
    said: expect.stringContaining(`${third?.id} at 3 is not what was sealed`),
  });
});
