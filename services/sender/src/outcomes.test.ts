import type { Outcome } from "@lumenflow/telegram";
import { expect, test } from "vitest";
import { backoffMs, consequenceOf } from "./outcomes.ts";

const meaning = { code: "x", description: "words", remedy: "do" };
const failure = { code: "x", detail: "words", remedy: "do" };
const first = { attempt: 1 };

test.each<[string, Outcome, object, object]>([
  [
    "a message id means sent",
    { ...meaning, class: "delivered", messageIds: ["7"] },
    first,
    { record: { to: "sent", messageIds: ["7"] } },
  ],
  [
    "sent and deleted at once is never sent again by itself",
    { ...meaning, class: "delivered", messageIds: [] },
    { ...first, errorCode: 500 },
    { record: { to: "failed", failure, code: 500 } },
  ],
  [
    "a change is done, also where there was nothing left to do",
    { ...meaning, class: "delivered", messageIds: [] },
    { ...first, errorCode: 400, changes: ["7", "8"] },
    { record: { to: "sent", messageIds: ["7", "8"] } },
  ],
  [
    "doubt stays doubt",
    { ...meaning, class: "uncertain" },
    first,
    { record: { to: "uncertain", failure } },
  ],
  [
    "a refusal fails with its remedy",
    { ...meaning, class: "failed_chat", scope: "chat" },
    { ...first, errorCode: 403 },
    { record: { to: "failed", failure, code: 403 } },
  ],
  [
    "429 holds the chat and costs no attempt",
    { ...meaning, class: "rate_limited", retryAfterSeconds: 7, maybeRestart: false },
    { ...first, errorCode: 429 },
    { record: { to: "queued", waitMs: 7_000, spent: false }, holdChatMs: 7_000 },
  ],
  [
    "a Telegram out of reach holds the bot and costs no attempt",
    { ...meaning, class: "not_delivered_retry", unreached: true },
    { ...first, attempt: 3 },
    { record: { to: "queued", waitMs: 4_000, spent: false }, unreachable: true },
  ],
  [
    "a call that broke off, or may be repeated, is tried again and holds nobody but its chat",
    { ...meaning, class: "not_delivered_retry" },
    { ...first, attempt: 3 },
    { record: { to: "queued", waitMs: 4_000, spent: true }, unreachable: false },
  ],
  [
    "a refused token keeps the message and calls a person",
    { ...meaning, class: "connection_unusable" },
    { ...first, errorCode: 401 },
    {
      record: { to: "queued", spent: false },
      needsPerson: { cause: "x", reason: "Telegram refuses the bot (words).", remedy: "do" },
    },
  ],
  [
    "a migrated group is followed",
    { ...meaning, class: "migrated", newChatId: "-1001" },
    { ...first, errorCode: 400 },
    { record: { to: "queued", newChatId: "-1001", spent: true } },
  ],
  [
    "a group that moves on and on is not followed for ever",
    { ...meaning, class: "migrated", newChatId: "-1002" },
    { attempt: 10, errorCode: 400 },
    { record: { to: "failed" } },
  ],
  [
    "refusals to be tried again end after ten attempts",
    { ...meaning, class: "not_delivered_retry" },
    { attempt: 10, errorCode: 400 },
    { record: { to: "failed" } },
  ],
])("%s", (_what, outcome, attempt, expected) => {
  expect(consequenceOf(outcome, attempt as typeof first)).toMatchObject(expected);
});

test("what Postgres cannot hold does not reach it", () => {
  const outcome = { ...meaning, class: "uncertain", description: "a\0b\ud800" } as const;
  expect(consequenceOf(outcome, first)).toMatchObject({
    record: { failure: { detail: "ab\ufffd" } },
  });
});

test("backoff doubles from one second to a minute", () => {
  expect([1, 2, 3, 7, 50].map(backoffMs)).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
});
