import { expect, test } from "vitest";
import type { Answer } from "./answer.ts";
import { pollingConflictOf } from "./polling-conflict.ts";

const refused = (code: number, description: string): Answer => ({
  kind: "refused",
  code,
  description,
  parameters: {},
  elapsedMs: 1,
});

test.each([
  [
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    "webhook_set",
  ],
  ["Conflict: terminated by setWebhook request", "webhook_set"],
  [
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    "other_poller",
  ],
  ["Conflict", "other_poller"],
])("%s", (description, code) => {
  expect(pollingConflictOf(refused(409, description))).toBe(code);
});

test("whatever else is refused is no conflict", () => {
  expect(pollingConflictOf(refused(401, "Unauthorized"))).toBeNull();
  expect(
    pollingConflictOf({ kind: "unknown", written: true, elapsedMs: 1, cause: "reset" }),
  ).toBeNull();
});
