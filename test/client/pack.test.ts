/** The client as others get it: packed, unpacked elsewhere, typed and imported by a plain Node. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../architecture/source.ts";
import { scratchFolder } from "../harness/index.ts";

const room = join(root, "packages/client");

const program = `
import { createTransport, verifyEvent, NotVerified } from "@lumenflow/client";
const transport = createTransport({ baseUrl: process.argv[2] ?? "", apiKey: "lf_test" });
const sent = await transport.send({
  workspaceId: "mine", provider: "telegram", channel: "conn_1/42", content: "hello",
});
let verified = "yes";
try { verifyEvent({ body: "{}", headers: {} }, "whsec_AAAA"); }
catch (error) { if (error instanceof NotVerified) verified = "no"; }
console.log(JSON.stringify({ ...sent, verified }));
`;

test("the pack stands alone: its types check, and it sends, without anything of this workspace", async () => {
  const folder = scratchFolder("pack");
  execFileSync("pnpm", ["pack", "--pack-destination", folder], { cwd: room, stdio: "pipe" });
  const [archive = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  const installed = join(folder, "node_modules/@lumenflow/client");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, archive), "--strip-components=1", "-C", installed]);
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  expect(manifest).toMatchObject({
    type: "module",
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    dependencies: { standardwebhooks: expect.stringMatching(/^\d/) },
  });
  expect(Object.keys(manifest.dependencies)).toEqual(["standardwebhooks"]);
  const files = readdirSync(installed, { recursive: true }).map(String);
  expect(files).toEqual(expect.arrayContaining(["README.md", "dist/index.js", "dist/index.d.ts"]));
  expect(files.filter((name) => /\.test\.|^src/.test(name))).toEqual([]);
  for (const name of files.filter((each) => /\.(js|d\.ts)$/.test(each))) {
    const text = readFileSync(join(installed, name), "utf8");
    expect(text, name).not.toMatch(/@lumenflow\//);
    if (name.endsWith(".js")) expect(text, name).not.toMatch(/from "\.[^"]*\.ts"/);
  }

  // What npm would install beside it.
  for (const name of ["standardwebhooks", "@types/node"]) {
    mkdirSync(join(folder, "node_modules", name, ".."), { recursive: true });
    symlinkSync(join(room, "node_modules", name), join(folder, "node_modules", name));
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "program.ts"), program);
  const options = {
    ...{ target: "es2024", module: "nodenext", strict: true, noEmit: true, types: ["node"] },
    skipLibCheck: false,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, files: ["program.ts"] }),
  );
  execFileSync(join(room, "node_modules/.bin/tsc"), ["-p", folder], { stdio: "pipe" });

  const server = createServer((_req, res) =>
    res
      .writeHead(202, { "content-type": "application/json" })
      .end('{"id":"msg_1","status":"queued","policy":{"effect":"auto_approve"},"parts":[]}'),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const said = await runPlain(folder, ["program.ts", `http://127.0.0.1:${port}`]);
  expect(JSON.parse(said)).toMatchObject({
    ...{ success: true, verified: "no", metadata: { messageId: "msg_1", status: "queued" } },
  });
});

function runPlain(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: {},
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let faults = "";
    child.stdout.on("data", (text) => {
      out += text;
    });
    child.stderr.on("data", (text) => {
      faults += text;
    });
    child.once("close", (code) => (code === 0 ? resolve(out) : reject(new Error(faults))));
  });
}
