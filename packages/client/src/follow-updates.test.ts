import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClient } from "./client.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const headers = { "content-type": "text/event-stream" };
const stream = (text: string) => new Response(text, { headers });
/** Stays open, until it is given up. */
const openStream = (text: string) => async (init: RequestInit) => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      init.signal?.addEventListener("abort", () => controller.error(new Error("aborted")));
    },
  });
  return new Response(body, { headers });
};
const event = (n: number) => `data: {"updateId":"${n}"}\nid: c${n}\n\n`;
const page = (numbers: number[], nextCursor: string) =>
  Response.json({
    data: numbers.map((n) => ({ updateId: String(n) })),
    nextCursor,
    hasMore: false,
  });
const refusal = (status: number, code: string, headers = {}) =>
  Response.json({ code, status, title: "", detail: "", requestId: "" }, { status, headers });
/** Answers with its headers never, until it is given up. */
const hangs = (init: RequestInit) =>
  new Promise<Response>((_, reject) => {
    init.signal?.addEventListener("abort", () => reject(new Error("aborted")));
  });

type Answer = Response | Error | ((init: RequestInit) => Promise<Response>);

/** The first updates that are followed, and what was asked for on the way. */
async function follow(count: number, query: object, ...answers: Answer[]) {
  const asked: string[] = [];
  const client = createClient({
    baseUrl: "https://lumenflow.example.org",
    apiKey: "lf_test",
    fetch: async (url, init = {}) => {
      asked.push(String(url).replace(/.*\/api\/v1/, ""));
      const answer = answers.shift() ?? hangs;
      if (answer instanceof Error) throw answer;
      return answer instanceof Response ? answer : answer(init);
    },
  });
  const seen: [string, string | undefined][] = [];
  const reading = (async () => {
    for await (const { update, cursor } of client.followUpdates(query)) {
      seen.push([update.updateId, cursor]);
      if (seen.length === count) break;
    }
  })();
  let over = false;
  reading.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  while (!over) await vi.advanceTimersByTimeAsync(1_000);
  await reading;
  return { seen, asked };
}

test("a stream is resumed behind the last event, whatever ended it", async () => {
  const { seen, asked } = await follow(
    4,
    { chatId: "-5" },
    stream(`retry: 2000\nid: c0\n\n${event(1)}`),
    new TypeError("fetch failed"),
    refusal(503, "E060", { "retry-after": "1" }),
    stream(`id: c1\n\n${event(2)}id: c9\n\ndata: {"upd`),
    stream(event(10) + event(11)),
  );
  expect(seen).toEqual([
    ["1", "c1"],
    ["2", "c2"],
    ["10", "c10"],
    ["11", "c11"],
  ]);
  const path = "/updates/stream?chatId=-5";
  expect(asked).toEqual([path, ...["c1", "c1", "c1", "c9"].map((at) => `${path}&cursor=${at}`)]);
});

test("a stream that falls silent is given up and resumed", async () => {
  const { seen, asked } = await follow(2, {}, openStream(event(1)), stream(event(2)));
  expect(seen.map(([id]) => id)).toEqual(["1", "2"]);
  expect(asked[1]).toContain("cursor=c1");
});

test.each<[string, Answer]>([
  ["is not there", refusal(404, "E044")],
  ["has no place left", refusal(429, "E050", { "retry-after": "5" })],
  ["is held back by something in between", hangs],
  ["comes as something else", new Response("<html>", { headers: { "content-type": "text/html" } })],
])("where the stream %s, long polls go on", async (_why, answer) => {
  const { seen, asked } = await follow(
    3,
    { cursor: "c1", kind: "message" },
    answer,
    page([], "c1"),
    page([2, 3], "c3"),
    new TypeError("fetch failed"),
    page([4], "c4"),
  );
  expect(seen).toEqual([
    ["2", "c1"],
    ["3", "c3"],
    ["4", "c4"],
  ]);
  expect(asked[0]).toBe("/updates/stream?kind=message&cursor=c1");
  expect(asked.slice(1)).toEqual(
    ["c1", "c1", "c3", "c3"].map((at) => `/updates?kind=message&cursor=${at}&wait=25`),
  );
});

test("long polls begin now where no cursor says otherwise, or at the start", async () => {
  const { asked } = await follow(1, {}, refusal(404, "E044"), page([7], "c7"), page([8], "c8"));
  expect(asked.slice(1)).toEqual(["/updates?order=desc&limit=1", "/updates?cursor=c7&wait=25"]);
  const empty = await follow(1, {}, refusal(404, "E044"), page([], "cX"), page([1], "c1"));
  expect(empty.asked[2]).toBe("/updates?wait=25");
  const start = await follow(1, { cursor: "start" }, refusal(404, "E044"), page([1], "c1"));
  expect(start.asked).toEqual(["/updates/stream?cursor=start", "/updates?wait=25"]);
});

test.each([
  [401, "E003"],
  [403, "E004"],
  [400, "E010"],
])("a key that may not read, or a wrong query, ends it: %s", async (status, code) => {
  await expect(follow(1, {}, refusal(status, code))).rejects.toMatchObject({ code });
});

test("its signal ends it, in the middle of a stream", async () => {
  const ending = new AbortController();
  const client = createClient({
    baseUrl: "https://lumenflow.example.org",
    apiKey: "lf_test",
    fetch: (_url, init = {}) => openStream(event(1))(init),
  });
  const seen: string[] = [];
  for await (const { update } of client.followUpdates({ signal: ending.signal })) {
    seen.push(update.updateId);
    setTimeout(() => ending.abort(), 10);
    vi.advanceTimersByTimeAsync(20);
  }
  expect(seen).toEqual(["1"]);
});
