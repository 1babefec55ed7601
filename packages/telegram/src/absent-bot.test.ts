import { expect, test } from "vitest";
import { absenceOf } from "./absent-bot.ts";
import { classify } from "./classify.ts";

test.each([
  ["42", "kicked", "bot_blocked", "Forbidden: bot was blocked by the user"],
  ["-42", "kicked", "bot_kicked", "Forbidden: bot was kicked from the group chat"],
  ["-100", "kicked", "bot_kicked", "Forbidden: bot was kicked from the channel chat"],
  ["-100", "left", "not_a_member", "Forbidden: bot is not a member of the supergroup chat"],
])("in %s as %s it says %s, as Telegram would", (chatId, status, code, description) => {
  expect(absenceOf(chatId, status)).toMatchObject({
    code,
    remedy: expect.stringMatching(/^[A-Z].*\.$/),
  });
  const answer = { kind: "refused", code: 403, description, parameters: {}, elapsedMs: 1 } as const;
  expect(classify({ method: "sendMessage", answer }).code).toBe(code);
});

test.each(["member", "administrator", "creator", "restricted", null])(
  "a bot that is %s is let try",
  (status) => expect(absenceOf("42", status)).toBeUndefined(),
);
