import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { answerTo } from "./example-sidekick.ts";
import { eventually, startSandbox, stopAll } from "./testing/setup.ts";

afterEach(stopAll);

test.each([
  ["/start", /^Hello Ada!/],
  ["what are your opening HOURS?", /Monday to Friday/],
  ["help", /hours and where to find us/],
  ["Where are you?", /Lantern Street/],
  ["thank you", /welcome, Ada/],
  ["my parcel is late", /You wrote: "my parcel is late"/],
])("to %s it has an answer", (text, answer) => {
  expect(answerTo(text, "Ada")).toMatch(answer);
});

/** The part of the product's API that the Sidekick uses, with two updates from before its time. */
async function startApi() {
  const update = (id: number, text: string) => ({
    id: `upd_${id}`,
    connectionId: "conn_1",
    kind: "message",
    chatId: "42",
    update: { update_id: id, message: { message_id: id, text, from: { first_name: "Ada" } } },
  });
  const updates = [update(1, "old"), update(2, "older")];
  const asked: { key: string; authorization: string; body: Record<string, unknown> }[] = [];
  const waits: number[] = [];
  const server = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    const url = new URL(req.url ?? "", "http://api");
    const authorization = req.headers.authorization ?? "";
    res.setHeader("content-type", "application/json");
    if (req.method === "POST") {
      asked.push({
        key: String(req.headers["idempotency-key"]),
        authorization,
        body: JSON.parse(body),
      });
      return res.writeHead(202).end("{}");
    }
    const from = Number(url.searchParams.get("cursor") ?? 0);
    if (url.searchParams.has("wait")) waits.push(from);
    const send = () => {
      const data = updates.slice(from, from + 1);
      res.end(
        JSON.stringify({
          data,
          nextCursor: String(from + data.length),
          hasMore: updates.length > from + 1,
        }),
      );
    };
    if (updates.length > from || !url.searchParams.has("wait")) return send();
    const timer = setInterval(() => {
      if (updates.length > from || res.destroyed) {
        clearInterval(timer);
        send();
      }
    }, 5);
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return {
    origin,
    asked,
    /** The cursors that long polls came with. */
    waits,
    stop,
    write: (id: number, text: string) => updates.push(update(id, text)),
  };
}

test("switched on, it asks to answer what comes from then on, and never gives its key back", async () => {
  const { control } = await startSandbox();
  const api = await startApi();
  const settings = { baseUrl: api.origin, apiKey: "lf_secret", connectionId: "conn_1" };
  const started = await control("POST", "/sidekick", settings);
  expect(started.json).toMatchObject({ running: true, connectionId: "conn_1", asked: 0 });
  expect(started.text).not.toContain("lf_secret");

  await eventually(() => api.waits.includes(2));
  api.write(3, "what are your hours?");
  await eventually(() => api.asked.length === 1);
  expect(api.asked[0]).toMatchObject({
    key: "example-sidekick-upd_3",
    authorization: "Bearer lf_secret",
    body: {
      connectionId: "conn_1",
      chatId: "42",
      replyToMessageId: "3",
      content: { type: "text", text: expect.stringContaining("Monday to Friday") },
    },
  });
  await eventually(async () => (await control("GET", "/sidekick")).json.asked === 1);
  expect((await control("DELETE", "/sidekick")).json.running).toBe(false);
  api.stop();
});

test("it says what troubles it", async () => {
  const { control } = await startSandbox();
  await control("POST", "/sidekick", {
    baseUrl: "http://127.0.0.1:9",
    apiKey: "k",
    connectionId: "c",
  });
  await eventually(async () => (await control("GET", "/sidekick")).json.lastError);
  await control("DELETE", "/sidekick");
});
