/** Real connections to a real server on loopback, through names that resolve as the test says. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { createAddressRules } from "./addresses.ts";
import { createGuardedAgent, type Lookup } from "./guarded-agent.ts";

async function setup(networks: string[], answers: string[][] = []) {
  let reached = 0;
  const server = createServer((req, res) => {
    reached += 1;
    if (req.url === "/moved") res.writeHead(302, { location: "/there" });
    res.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  let asked = 0;
  // Like a name server that changes its mind: the last answer is the one that stays.
  const lookup: Lookup = (_hostname, _options, callback) => {
    const found = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    setImmediate(() =>
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      ),
    );
  };
  const agent = createGuardedAgent({
    rules: createAddressRules(networks),
    lookup,
    connectTimeoutMs: 2_000,
  });
  onTestFinished(async () => {
    await agent.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    get: async (host: string, path = "/") => {
      const answer = await request(`http://${host}:${port}${path}`, { dispatcher: agent });
      await answer.body.dump();
      return answer.statusCode;
    },
    reached: () => reached,
    asked: () => asked,
  };
}

test("an address in the URL is refused before anything is connected to", async () => {
  const { get, reached } = await setup([]);
  for (const host of ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433"]) {
    await expect(get(host)).rejects.toMatchObject({ code: "REFUSED_ADDRESS" });
  }
  expect(reached()).toBe(0);
});

test("a name is judged by what it resolves to at that moment", async () => {
  const { get, reached } = await setup([], [["127.0.0.1"]]);
  await expect(get("rebound.example.org")).rejects.toMatchObject({
    code: "REFUSED_ADDRESS",
    message: expect.stringContaining("loopback"),
  });
  expect(reached()).toBe(0);
});

test("of several addresses only the allowed ones are connected to", async () => {
  const { get, reached } = await setup(["127.0.0.1"], [["127.0.0.2", "::1", "127.0.0.1"]]);
  expect(await get("both.example.org")).toBe(200);
  expect(reached()).toBe(1);
});

test("a name is asked for once, however many connect at the same time", async () => {
  const { get, reached, asked } = await setup(["127.0.0.0/8"], [["127.0.0.1"]]);
  await Promise.all(Array.from({ length: 10 }, () => get("busy.example.org")));
  expect(reached()).toBe(10);
  expect(asked()).toBe(1);
});

test("a redirect is an answer like any other", async () => {
  const { get, reached } = await setup(["127.0.0.0/8"]);
  expect(await get("127.0.0.1", "/moved")).toBe(302);
  expect(reached()).toBe(1);
});
