import { type PolicyRule, readRules } from "@lumenflow/governance";
import { expect, test } from "vitest";
import { type Draft, prepare as prepareBy } from "./prepare.ts";

const draft: Draft = {
  workspaceId: "ws_1",
  connectionId: "conn_1",
  botId: "7",
  chatId: "42",
  chatIds: ["42"],
  threadId: null,
  content: { type: "text", text: "Hello", format: "plain" },
  files: [],
  options: {},
};
const rule = {
  id: "pol_1",
  name: "all",
  priority: 1,
  enabled: true,
  effect: "auto_approve" as const,
  when: { all: [] },
};

const circumstances = {
  chatType: "private" as const,
  firstContact: false,
  requester: { kind: "key" as const, id: "key_1" },
  metadata: {},
  now: new Date("2026-11-25T09:00:00Z"),
  sendAt: new Date("2026-11-25T09:00:00Z"),
  used: new Map<string, number>(),
};
const prepare = (given: Draft, rules: readonly PolicyRule[]) =>
  prepareBy(given, readRules(rules), circumstances);

test("a draft becomes the calls that go out, their digest and the rules' judgement", () => {
  const prepared = prepare(draft, [rule]);
  expect(prepared).toMatchObject({
    ok: true,
    parts: [{ method: "sendMessage", payload: { chat_id: "42", text: "Hello" } }],
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    evaluation: { effect: "auto_approve", ruleId: "pol_1" },
  });
});

test("without a rule a person must approve", () => {
  expect(prepare(draft, [])).toMatchObject({ evaluation: { effect: "require_approval" } });
});

test.each([
  ["another workspace", { workspaceId: "ws_2" }],
  ["another bot", { botId: "8" }],
  ["another chat", { chatId: "43", chatIds: ["43"] }],
  ["another topic", { threadId: "5" }],
  ["another text", { content: { ...draft.content, text: "Hello!" } }],
  [
    "another format",
    { content: { ...draft.content, text: "<b>Hello</b>", format: "html" as const } },
  ],
  ["silence", { options: { silent: true } }],
  ["a button", { options: { buttons: [[{ text: "Go", url: "https://example.com" }]] } }],
])("%s is another digest", (_what, change) => {
  const one = prepare(draft, []);
  const other = prepare({ ...draft, ...change }, []);
  expect(one.ok && other.ok && one.digest !== other.digest).toBe(true);
});

test("what Telegram would refuse is refused with the field that is wrong", () => {
  const buttons = [[{ text: "Go", data: "x".repeat(65) }]];
  expect(prepare({ ...draft, options: { buttons } }, [])).toMatchObject({
    ok: false,
    faults: [{ path: "buttons[0][0]" }],
  });
});

test("other bytes, or another name for them, are another digest", () => {
  const file = {
    uploadId: "upl_1",
    sha256: "aa",
    size: 9,
    mimeType: "application/pdf",
    fileName: "a.pdf",
  };
  const digest = (change: object) => {
    const content = { type: "document", uploadId: "upl_1" } as const;
    const prepared = prepare({ ...draft, content, files: [{ ...file, ...change }] }, []);
    return prepared.ok ? prepared.digest : "";
  };
  expect(digest({})).toMatch(/^sha256:/);
  expect(digest({ sha256: "bb" })).not.toBe(digest({}));
  expect(digest({ fileName: "b.pdf" })).not.toBe(digest({}));
  // Where the bytes are kept is nobody's concern who approves them.
  expect(digest({ uploadId: "upl_2" })).toBe(digest({}));
});
