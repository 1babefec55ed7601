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
    "sent and deleted at once is sent, with a word about why there is no id",
    { ...meaning, class: "delivered", messageIds: [] },
    { ...first, errorCode: 500 },
    { record: { to: "sent", messageIds: [], detail: "do" } },
  ],
  [
    "a change is done, also where there was nothing left to do",
    { ...meaning, class: "delivered", messageIds: [] },
    { ...first, errorCode: 400, changes: ["7", "8"] },
    { record: { to: "sent", messageIds: ["7", "8"] } },
  ],
  [
    "doubt stays doubt, and says what is known: no answer",
    { ...meaning, class: "uncertain", known: { written: true, status: null, elapsedMs: 20_040 } },
    first,
    {
      record: {
        to: "uncertain",
        failure: {
          ...failure,
          detail: "words · The whole request had gone out; no answer within 20.0 s.",
        },
        known: { written: true, status: null, elapsedMs: 20_040 },
      },
    },
  ],
  [
    "doubt with an answer says which",
    { ...meaning, class: "uncertain", known: { written: true, status: 502, elapsedMs: 340 } },
    { ...first, errorCode: 502 },
    {
      record: {
        failure: { detail: "words · The whole request had gone out; HTTP 502 after 0.3 s." },
        code: 502,
      },
    },
  ],
  [
    "an album that failed half-way says which item did, and that the others may be there",
    {
      ...{ ...meaning, class: "uncertain" as const },
      known: { written: true, status: 400, elapsedMs: 90, failedItem: 2 },
    },
    { ...first, errorCode: 400, items: 5 },
    {
      record: {
        failure: {
          detail: expect.stringMatching(/^words · Item 2 of 5 failed; the other items may/),
        },
        known: { failedItem: 2, items: 5 },
      },
    },
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
  const outcome = {
    ...meaning,
    class: "uncertain",
    description: "a\0b\ud800",
    known: { written: true, status: null, elapsedMs: 1 },
  } as const;
  expect(consequenceOf(outcome, first)).toMatchObject({
    record: { failure: { detail: expect.stringMatching(/^ab\ufffd · /) } },
  });
});

test("backoff doubles from one second to a minute", () => {
  expect([1, 2, 3, 7, 50].map(backoffMs)).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
});
