import type { WebhookInfo } from "@lumenflow/telegram";
import { describe, expect, test } from "vitest";
import { assess, type Known, type Verdict } from "./assess.ts";
import type { Standing } from "./compare-webhook.ts";

const now = new Date("2026-11-25T12:00:00Z");
const minutes = 60_000;
const hours = 60 * minutes;
const ago = (ms: number) => new Date(now.getTime() - ms);
const unix = (at: Date) => at.getTime() / 1_000;

/** A bot that has been at work for a month, was looked at ten minutes ago, and had a message since. */
const known: Known = {
  status: "active",
  statusCause: null,
  createdAt: ago(30 * 24 * hours),
  registeredAt: ago(30 * 24 * hours),
  lastCheckedAt: ago(10 * minutes),
  lastDeliveryAt: ago(5 * minutes),
  lastErrorAt: null,
  lastSyncErrorAt: null,
  pendingUpdateCount: 0,
  checkMisses: 0,
  registering: false,
  takeovers: [],
  backlogGrowth: 0,
  quietSeconds: 600,
  longestQuietSeconds: 3_600,
  now,
};
const shown: WebhookInfo = {
  url: "https://bots.example.com/hook",
  pendingUpdateCount: 0,
  hasCustomCertificate: false,
  lastErrorDate: null,
  lastErrorMessage: null,
  lastSynchronizationErrorDate: null,
  maxConnections: 40,
  ipAddress: null,
  allowedUpdates: null,
};
const asWanted: Standing = { kind: "as_wanted" };
const foreign: Standing = { kind: "foreign", host: "other.example" };
const missing: Standing = { kind: "missing" };

interface Case {
  readonly was?: Partial<Known>;
  readonly info?: Partial<WebhookInfo>;
  readonly standing?: Standing;
}

function judged({ was, info, standing = asWanted }: Case) {
  return assess({ ...known, ...was }, { ...shown, ...info }, standing);
}

function expectVerdict(found: Case, verdict: Verdict, cause: string | null): void {
  const { verdict: actual, trouble } = judged(found);
  expect([actual, trouble?.cause ?? null]).toEqual([verdict, cause]);
  if (trouble !== null) {
    expect(trouble.reason).toMatch(/^[A-Z].*\.$|Telegram says: /);
    expect(trouble.remedy).toMatch(/^[A-Z].*\.$/);
  }
}

const row = (name: string, found: Case, verdict: Verdict, cause: string | null) =>
  [name, found, verdict, cause] as const;

const error = (at: Date, message = "Wrong response from the webhook: 502 Bad Gateway") => ({
  lastErrorDate: unix(at),
  lastErrorMessage: message,
});
const tls = "SSL error {error:0A000086:SSL routines::certificate verify failed}";
const refusedSecret = "Wrong response from the webhook: 401 Unauthorized";
const never = { status: "inbound_ready", lastDeliveryAt: null, quietSeconds: null };

test.each([
  row("is as it was left", {}, "healthy", null),
  row("was never registered", { standing: missing, was: { registeredAt: null } }, "set", null),
  row("was deleted by somebody", { standing: missing }, "set", "webhook_missing"),
  row("was taken by another service", { standing: foreign }, "set", "webhook_taken"),
  row(
    "was taken by a copy of this installation",
    { standing: { kind: "elsewhere", host: "copy.example" } },
    "set",
    "webhook_taken",
  ),
  row(
    "had its settings changed",
    { standing: { kind: "changed", settings: ["allowed_updates"] } },
    "set",
    "webhook_changed",
  ),
  row("is to have other settings by now", { standing: { kind: "outdated" } }, "set", null),
  row(
    "was taken for the third time within an hour",
    { standing: foreign, was: { takeovers: [ago(50 * minutes), ago(1 * minutes)] } },
    "person",
    "webhook_contested",
  ),
  row(
    "was taken three times in more than an hour",
    { standing: foreign, was: { takeovers: [ago(61 * minutes), ago(1 * minutes)] } },
    "set",
    "webhook_taken",
  ),
  row(
    "was taken, is being set back, and is looked at once more",
    {
      standing: foreign,
      was: { takeovers: [ago(2 * minutes), ago(1 * minutes)], registering: true },
    },
    "set",
    "webhook_taken",
  ),
  row(
    "was yielded to whoever takes it, however long ago",
    { standing: missing, was: { status: "action_required", statusCause: "webhook_contested" } },
    "person",
    "webhook_contested",
  ),
  row(
    "was yielded, and the other has gone and left ours",
    { was: { status: "action_required", statusCause: "webhook_contested" } },
    "healthy",
    null,
  ),
])("a webhook that %s", (_name, found, verdict, cause) => expectVerdict(found, verdict, cause));

test.each([
  row(
    "newer than the last delivery",
    { info: { ...error(ago(minutes)), pendingUpdateCount: 3 } },
    "failing",
    "delivery_ingress_away",
  ),
  row("older than the last delivery", { info: error(ago(6 * minutes)) }, "healthy", null),
  row(
    "known from before, after which nothing has come and nothing waits",
    { info: error(ago(hours)), was: { lastErrorAt: ago(hours), lastDeliveryAt: ago(2 * hours) } },
    "healthy",
    null,
  ),
  row(
    "that lasts: no newer one, but updates wait and none has come",
    {
      info: { ...error(ago(3 * minutes)), pendingUpdateCount: 3 },
      was: {
        status: "degraded",
        statusCause: "delivery_ingress_away",
        lastErrorAt: ago(3 * minutes),
      },
    },
    "failing",
    "delivery_ingress_away",
  ),
  row(
    "that is over, since what waited has been delivered",
    {
      info: error(ago(8 * minutes)),
      was: {
        status: "degraded",
        statusCause: "delivery_ingress_away",
        lastErrorAt: ago(8 * minutes),
      },
    },
    "healthy",
    null,
  ),
  row(
    "that a person must mend, at a bot that has worked: sending goes on",
    { info: { ...error(ago(minutes), tls), pendingUpdateCount: 1 } },
    "failing",
    "delivery_certificate",
  ),
  row(
    "that a person must mend, at a bot that has never worked",
    { was: never, info: { ...error(ago(minutes), tls), pendingUpdateCount: 1 } },
    "person",
    "delivery_certificate",
  ),
  row(
    "that passes, at a bot that has never worked",
    { was: never, info: { ...error(ago(minutes)), pendingUpdateCount: 1 } },
    "failing",
    "delivery_ingress_away",
  ),
  row(
    "about our secret, which may be another at Telegram",
    { info: error(ago(minutes), refusedSecret) },
    "set",
    "delivery_secret_refused",
  ),
  row(
    "about our secret, which Telegram has been told twice",
    { info: error(ago(minutes), refusedSecret), was: { checkMisses: 2 } },
    "failing",
    "delivery_secret_refused",
  ),
])("an error %s", (_name, found, verdict, cause) => expectVerdict(found, verdict, cause));

describe("without an error", () => {
  const waiting = { pendingUpdateCount: 5 };
  test.each([
    row(
      "updates that wait, as they did before, with none delivered since, are stuck",
      { info: waiting, was: { ...waiting, lastDeliveryAt: ago(11 * minutes) } },
      "failing",
      "stalled",
    ),
    row("they are not while some come", { info: waiting, was: waiting }, "healthy", null),
    row(
      "nor where one has just looked",
      {
        info: waiting,
        was: { ...waiting, lastCheckedAt: ago(10_000), lastDeliveryAt: ago(20 * minutes) },
      },
      "healthy",
      null,
    ),
    row(
      "looking again does not end it",
      {
        info: waiting,
        was: {
          ...waiting,
          lastCheckedAt: ago(10_000),
          lastDeliveryAt: ago(20 * minutes),
          status: "degraded",
          statusCause: "stalled",
        },
      },
      "failing",
      "stalled",
    ),
    row(
      "a backlog that grows for the third time is one",
      { info: { pendingUpdateCount: 200 }, was: { pendingUpdateCount: 150, backlogGrowth: 2 } },
      "failing",
      "backlog",
    ),
    row(
      "a small one is none",
      { info: { pendingUpdateCount: 20 }, was: { pendingUpdateCount: 15, backlogGrowth: 2 } },
      "healthy",
      null,
    ),
    row(
      "one that has stopped growing is still one",
      { info: { pendingUpdateCount: 200 }, was: { pendingUpdateCount: 200, backlogGrowth: 3 } },
      "failing",
      "backlog",
    ),
    row(
      "one that shrinks is over",
      { info: { pendingUpdateCount: 199 }, was: { pendingUpdateCount: 200, backlogGrowth: 9 } },
      "healthy",
      null,
    ),
    row(
      "Telegram's own trouble is told",
      { info: { lastSynchronizationErrorDate: unix(ago(minutes)) } },
      "failing",
      "telegram_unsynchronized",
    ),
    row(
      "once",
      {
        info: { lastSynchronizationErrorDate: unix(ago(minutes)) },
        was: { lastSyncErrorAt: ago(minutes) },
      },
      "healthy",
      null,
    ),
    row(
      "silence is unusual beyond three times the longest, and a day",
      { was: { lastDeliveryAt: ago(25 * hours), longestQuietSeconds: 8 * 3_600 } },
      "failing",
      "quiet",
    ),
    row(
      "a bot that is seldom written to is left in peace",
      { was: { lastDeliveryAt: ago(25 * hours), longestQuietSeconds: 9 * 3_600 } },
      "healthy",
      null,
    ),
    row(
      "a busy one may be silent for a night",
      { was: { lastDeliveryAt: ago(12 * hours), longestQuietSeconds: 60 } },
      "healthy",
      null,
    ),
    row(
      "in its first week its rhythm is not known",
      { was: { lastDeliveryAt: ago(25 * hours), createdAt: ago(6 * 24 * hours) } },
      "healthy",
      null,
    ),
  ])("%s", (_name, found, verdict, cause) => expectVerdict(found, verdict, cause));
});

describe("what is remembered", () => {
  test("takeovers of the last hour, this one too", () => {
    const was = { takeovers: [ago(2 * hours), ago(10 * minutes)] };
    expect(judged({ was }).memory.takeovers).toEqual([ago(10 * minutes)]);
    expect(judged({ was, standing: foreign }).memory.takeovers).toEqual([ago(10 * minutes), now]);
  });

  test("a silence that a delivery has ended, if it was the longest; others fade", () => {
    const { memory } = judged({ was: { quietSeconds: 4_000 } });
    expect(memory).toMatchObject({ quietSeconds: 300, longestQuietSeconds: 4_000 });
    expect(judged({}).memory.longestQuietSeconds).toBe(Math.floor(3_600 * 0.9995));
    expect(judged({ was: { lastDeliveryAt: ago(20 * minutes) } }).memory).toMatchObject({
      quietSeconds: 1_200,
      longestQuietSeconds: 3_600,
    });
  });
});

test("who took the bot is told by its host alone, and what to do when it is taken again and again", () => {
  const takeovers = [ago(2 * minutes), ago(1 * minutes)];
  const { trouble } = judged({ was: { takeovers }, standing: foreign });
  expect(trouble?.reason).toContain("other.example");
  expect(trouble?.remedy).toContain("register again");
});
