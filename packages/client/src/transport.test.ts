import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileKeys } from "./file-keys.ts";
import { createTransport, type TransportOptions, type TransportSend } from "./transport.ts";

type Answer = Response | Error | ((url: string, init: RequestInit) => Promise<Response>);

interface Called {
  readonly path: string;
  readonly key: string | null;
  readonly authorization: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: compared with what is expected
  readonly body: any;
}

/** A LumenFlow that gives these answers, one after the other. */
function answering(answers: Answer[], options: Partial<TransportOptions> = {}) {
  const calls: Called[] = [];
  const transport = createTransport({
    baseUrl: "https://lumenflow.example.org",
    apiKey: "lf_test",
    fetch: async (url, init = {}) => {
      const headers = new Headers(init.headers);
      calls.push({
        path: String(url).replace("https://lumenflow.example.org/api/v1", ""),
        key: headers.get("idempotency-key"),
        authorization: headers.get("authorization"),
        body: init.body == null ? undefined : JSON.parse(String(init.body)),
      });
      const answer = answers.shift() ?? new Error("nothing more was expected");
      if (answer instanceof Error) throw answer;
      return typeof answer === "function" ? answer(String(url), init) : answer;
    },
    ...options,
  });
  return { transport, calls };
}

const hello: TransportSend = {
  workspaceId: "mine",
  provider: "telegram",
  channel: "conn_1/42",
  content: "hello",
};
const policy = { effect: "require_approval" };
const accepted = (status = "pending_approval", more: object = {}) =>
  Response.json({ id: "msg_1", status, policy, parts: [], ...more }, { status: 202 });
const standing = (status: string, more: object = {}) =>
  Response.json({ id: "msg_1", status, messageIds: [], failure: null, timeline: [], ...more });
const refused = (status: number, code: string, more: object = {}, headers = {}) =>
  Response.json(
    { code, status, title: "t", detail: "d", requestId: "r", ...more },
    { status, headers },
  );

describe("sending", () => {
  it("asks with channel, text and metadata, and says honestly that a person is asked", async () => {
    const { transport, calls } = answering([
      accepted("pending_approval", { approvalId: "appr_1" }),
    ]);
    const metadata = { run: 7, telegram: { silent: true, reason: "why" } };
    expect(await transport.send({ ...hello, channel: "conn_1/-100/5", metadata })).toEqual({
      success: true,
      metadata: { messageId: "msg_1", status: "pending_approval", approvalId: "appr_1", policy },
    });
    expect(calls[0]?.body).toEqual({
      ...{ connectionId: "conn_1", chatId: "-100", threadId: "5", silent: true, reason: "why" },
      ...{ content: { type: "text", text: "hello" }, metadata: { run: 7 } },
    });
  });

  it("carries the same key until there was an answer, and another for the next message", async () => {
    const { transport, calls } = answering([
      new TypeError("fetch failed"),
      refused(503, "E060", {}, { "retry-after": "3" }),
      accepted(),
      accepted(),
      accepted(),
    ]);
    expect(await transport.send(hello)).toMatchObject({
      ...{ success: false, failureClass: "retryable", error: expect.stringContaining("no answer") },
    });
    expect(await transport.send(hello)).toMatchObject({
      ...{ success: false, failureClass: "retryable", retryAfterSeconds: 3 },
    });
    await transport.send(hello);
    await transport.send({ ...hello, content: "other" });
    await transport.send(hello);
    const [first, ...rest] = calls.map(({ key }) => key);
    expect(first).toMatch(/^sidekick-/);
    expect(rest.slice(0, 2)).toEqual([first, first]);
    expect(new Set(rest.slice(2)).size).toBe(2);
    expect(rest.slice(2)).not.toContain(first);
  });

  it("asks once for two equal sends at the same moment", async () => {
    const both = Promise.withResolvers<void>();
    const answer = async () => {
      if (calls.length === 2) both.resolve();
      await both.promise;
      return accepted();
    };
    const { transport, calls } = answering([answer, answer]);
    await Promise.all([transport.send(hello), transport.send(hello)]);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
  });

  it("knows its key after the process ended, where keys are kept in a file", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "keys-")), "deep", "sends.json");
    const before = answering([new TypeError("killed")], { keys: fileKeys(file) });
    await before.transport.send(hello);
    expect(readFileSync(file, "utf8")).not.toContain("hello");
    const after = answering([accepted()], { keys: fileKeys(file) });
    await after.transport.send(hello);
    expect(after.calls[0]?.key).toBe(before.calls[0]?.key);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({});
    writeFileSync(file, "half a fi");
    const damaged = answering([accepted()], { keys: fileKeys(file) });
    await expect(damaged.transport.send(hello)).rejects.toThrow("does not hold keys");
    expect(damaged.calls).toEqual([]);
  });

  it("takes a key that it is given", async () => {
    const { transport, calls } = answering([accepted(), accepted()]);
    const given = { ...hello, metadata: { idempotencyKey: "answer-upd_1" } };
    await transport.send(given);
    await transport.send(given);
    expect(calls.map(({ key }) => key)).toEqual(["answer-upd_1", "answer-upd_1"]);
    expect(calls[0]?.body.metadata).toBeUndefined();
  });

  it.each<[string, object, string]>([
    [
      "failed",
      { failure: { code: "x", detail: "chat not found", remedy: "Look." } },
      "chat not found Look.",
    ],
    ["uncertain", {}, "Do not send it again"],
    ["rejected", { timeline: [{ status: "rejected", detail: "too harsh" }] }, "too harsh"],
    ["expired", {}, "expired"],
    ["cancelled", {}, "withdrawn"],
  ])("waits when asked, and %s is final", async (status, more, error) => {
    const { transport } = answering([accepted(), standing("queued"), standing(status, more)], {
      waitSeconds: 30,
    });
    expect(await transport.send(hello)).toMatchObject({
      ...{ success: false, failureClass: "terminal", error: expect.stringContaining(error) },
      metadata: { messageId: "msg_1", status },
    });
  });

  it("waits through a part that is away, and gives Telegram's ids", async () => {
    const { transport } = answering([
      accepted("queued"),
      new TypeError("fetch failed"),
      refused(503, "E060"),
      standing("sent", { messageIds: ["7", "8"] }),
    ]);
    const waiting = { ...hello, metadata: { waitSeconds: 30 } };
    expect(await transport.send(waiting)).toMatchObject({
      ...{ success: true, externalMessageId: "7" },
      metadata: { status: "sent", telegramMessageIds: ["7", "8"] },
    });
  });

  it("stops waiting when the time is up or its signal says so: the message stays asked for", async () => {
    const short = answering([accepted(), standing("pending_approval")], { waitSeconds: 0.001 });
    expect(await short.transport.send(hello)).toMatchObject({
      ...{ success: true, metadata: { status: "pending_approval" } },
    });
    const stop = new AbortController();
    const aborted = answering(
      [
        accepted(),
        async () => {
          stop.abort();
          throw new DOMException("aborted", "AbortError");
        },
      ],
      { waitSeconds: 600 },
    );
    expect(await aborted.transport.send(hello, { signal: stop.signal })).toMatchObject({
      ...{ success: true, metadata: { messageId: "msg_1", status: "pending_approval" } },
    });
  });

  it.each<[number, string, "retryable" | "terminal"]>([
    [429, "E050", "retryable"],
    [503, "E042", "retryable"],
    [400, "E010", "terminal"],
    [401, "E002", "terminal"],
    [403, "E004", "terminal"],
    [409, "E041", "terminal"],
  ])("says of %i %s that it is %3$s", async (status, code, failureClass) => {
    const errors = [{ path: "chatId", message: "must be a whole number" }];
    const { transport } = answering([refused(status, code, { errors })]);
    expect(await transport.send(hello)).toMatchObject({
      ...{ success: false, failureClass, error: expect.stringContaining(code) },
      metadata: { code, errors },
    });
  });

  it("says of a message that a rule blocks which one it was", async () => {
    const { transport } = answering([refused(403, "E020", { id: "msg_9" })]);
    expect(await transport.send(hello)).toMatchObject({
      ...{ success: false, failureClass: "terminal" },
      metadata: { code: "E020", messageId: "msg_9", status: "blocked" },
    });
  });

  it.each([{ dry_run: true }, { metadata: { dry_run: true } }])(
    "sends and keeps nothing in a dry run (%o)",
    async (more) => {
      const parts = [{ method: "sendMessage", payload: {} }];
      const { transport, calls } = answering([accepted("queued", { id: null, parts })], {
        keys: { get: fail, set: fail, delete: fail },
      });
      expect(await transport.send({ ...hello, ...more })).toEqual({
        success: true,
        metadata: { dry_run: true, status: "queued", policy, parts },
      });
      expect(calls[0]?.body).toMatchObject({ dryRun: true });
    },
  );

  it("names what is wrong with a channel or a workspace without asking anybody", async () => {
    const { transport, calls } = answering([], {
      apiKey: (workspaceId) => (workspaceId === "mine" ? "lf_test" : undefined),
      channels: { support: "conn_1/42" },
    });
    for (const [change, error] of [
      [{ channel: "default" }, "channel:"],
      [{ channel: "conn_1" }, "channel:"],
      [{ workspaceId: "other" }, "workspaceId:"],
      [{ metadata: { telegram: [] } }, "metadata.telegram:"],
      [{ metadata: { idempotencyKey: 7 } }, "metadata.idempotencyKey:"],
    ] as const) {
      expect(await transport.send({ ...hello, ...change })).toMatchObject({
        ...{ success: false, failureClass: "terminal", error: expect.stringContaining(error) },
      });
    }
    expect(calls).toEqual([]);
  });
});

describe("receiving", () => {
  const update = {
    ...{ id: "upd_1", connectionId: "conn_1", updateId: "5", kind: "message", chatId: "-100" },
    receivedAt: "2026-11-26T00:00:00.000Z",
    update: {
      update_id: 5,
      message: {
        ...{ message_id: 9, text: "hi", is_topic_message: true, message_thread_id: 3 },
        from: { id: 7, first_name: "Ada", last_name: "L.", is_bot: false },
      },
    },
  };
  const page = (data: unknown[]) => Response.json({ data, nextCursor: "next", hasMore: false });

  it("gives records with the channel to answer to, and a cursor also where there are none", async () => {
    const { transport, calls } = answering([page([update]), page([])], { connectionId: "conn_1" });
    const request = { workspaceId: "mine", provider: "telegram", channel: "default" };
    expect(await transport.receive({ ...request, cursor: "before", limit: 500 })).toEqual({
      success: true,
      nextCursor: "next",
      metadata: { hasMore: false },
      records: [
        {
          ...{ id: "upd_1", channel: "conn_1/-100/3", kind: "message", chatId: "-100" },
          ...{ threadId: "3", externalMessageId: "9", text: "hi", receivedAt: update.receivedAt },
          sender: { id: "7", name: "Ada L.", isBot: false },
          update: update.update,
        },
      ],
    });
    expect(calls[0]?.path).toContain("cursor=before&limit=200");
    const empty = await transport.receive({ ...request, metadata: { waitSeconds: 99 } });
    expect(empty).toMatchObject({ success: true, records: [], nextCursor: "next" });
    expect(calls[1]?.path).toContain("wait=25");
  });

  it("reads one chat, or one topic of it", async () => {
    const { transport, calls } = answering([page([update]), page([update])]);
    const request = { workspaceId: "mine", provider: "telegram" };
    expect(await transport.receive({ ...request, channel: "conn_1/-100/4" })).toMatchObject({
      records: [],
    });
    expect(calls[0]?.path).toContain("connectionId=conn_1&chatId=-100");
    expect(await transport.receive({ ...request, channel: "conn_1/-100/3" })).toMatchObject({
      records: [{ id: "upd_1" }],
    });
  });

  it("says whether it may be tried again", async () => {
    const { transport } = answering([new TypeError("fetch failed"), refused(403, "E004")]);
    const request = { workspaceId: "mine", provider: "telegram", channel: "conn_1" };
    expect(await transport.receive(request)).toMatchObject({ failureClass: "retryable" });
    expect(await transport.receive(request)).toMatchObject({ failureClass: "terminal" });
  });
});

function fail(): never {
  throw new Error("a dry run keeps nothing");
}
