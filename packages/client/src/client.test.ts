import { expect, test } from "vitest";
import { createClient } from "./client.ts";
import { ProblemError } from "./problem-error.ts";

function clientAnswering(...answers: Response[]) {
  const calls: { url: string; init: RequestInit }[] = [];
  const client = createClient({
    baseUrl: "https://lumenflow.example.org/",
    apiKey: "lf_test",
    fetch: async (url, init = {}) => {
      calls.push({ url: String(url), init });
      return answers.shift() ?? new Response(null, { status: 500 });
    },
  });
  return { client, calls };
}

const hello = {
  connectionId: "conn_1",
  chatId: "42",
  content: { type: "text" as const, text: "hello" },
};

test("sending carries the key, and a replay says that it is one", async () => {
  const { client, calls } = clientAnswering(
    Response.json(
      { id: "msg_1", status: "queued" },
      { status: 202, headers: { "idempotency-replayed": "true" } },
    ),
  );
  expect(await client.send(hello, "once")).toMatchObject({ id: "msg_1", replayed: true });
  expect(calls[0]?.url).toBe("https://lumenflow.example.org/api/v1/messages");
  expect(new Headers(calls[0]?.init.headers).get("idempotency-key")).toBe("once");
});

test("a refusal is an error with the problem's code and what to do", async () => {
  const problem = { code: "E050", status: 429, title: "Rate limited", detail: "…", requestId: "r" };
  const { client } = clientAnswering(
    Response.json(problem, { status: 429, headers: { "retry-after": "7" } }),
  );
  const error = await client.message("msg_1").catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({ code: "E050", retryable: true, retryAfterSeconds: 7 });
});

test("a page of a proxy in between is told from an answer of ours", async () => {
  const { client } = clientAnswering(new Response("<html>Bad gateway</html>", { status: 502 }));
  await expect(client.updates()).rejects.toMatchObject({ code: "HTTP 502", retryable: true });
});

test("chats are read to the last page", async () => {
  const { client, calls } = clientAnswering(
    Response.json({ data: [{ chatId: "1" }], nextCursor: "next" }),
    Response.json({ data: [{ chatId: "2" }], nextCursor: null }),
  );
  expect((await client.chats("conn_1")).map(({ chatId }) => chatId)).toEqual(["1", "2"]);
  expect(calls[1]?.url).toContain("cursor=next");
});
