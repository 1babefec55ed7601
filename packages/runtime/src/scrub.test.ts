import { describe, expect, test } from "vitest";
import { scrub } from "./scrub.ts";

const token = "123456789:AAF3xyzABCDEFGHIJKLMNOPQRSTUVWXYZ12";
const key = Buffer.alloc(32, 7).toString("base64");

describe("scrub", () => {
  test.each([
    [`POST https://api.telegram.org/bot${token}/sendMessage failed`, token],
    ["https://localhost/bot123:abc/getMe", "abc"],
    [`https://api.telegram.org/file/bot${token}/photos/1.jpg`, token],
    [`/sandbox/bot${encodeURIComponent(token)}/getMe`, "AAF3xyz"],
    [`the token ${token} was refused`, token],
    ["POST /webhook?key=wk_s3cr3t.mac&x=1", "wk_s3cr3t"],
    ["url=https%3A%2F%2Fa.example%2Fhook%3Fkey%3Dwks3cr3t%26x", "wks3cr3t"],
    ["Authorization: Bearer lf_abcdefgh12345678", "abcdefgh12345678"],
    ["Bearer eyJhbGciOi.J9", "eyJhbGciOi"],
    ['"x-telegram-bot-api-secret-token":"hush-hush"', "hush"],
    ["X-Telegram-Bot-Api-Secret-Token: hush-hush", "hush"],
    ["Cookie: session=s3ss10n; other=1", "s3ss10n"],
    ["connect postgresql://app:p4ssw0rd@db:5432/lumenflow failed", "p4ssw0rd"],
    ["connect redis://:p4ssw0rd@cache:6379", "p4ssw0rd"],
    [`LUMENFLOW_ENCRYPTION_KEYS=k1:${key}`, key],
    [`LUMENFLOW_ENCRYPTION_KEYS=k1:${key.replace("=", "")},k0:x`, key.slice(0, -1)],
  ])("removes the secret from %j", (text, secret) => {
    const clean = scrub(text);
    expect(clean).not.toContain(secret);
    expect(clean).toContain("[redacted]");
  });

  test.each([
    "conn_01JD8Z0Q3M7K5V9X2B4N6P8R0T moved to active",
    "2026-11-22T15:10:00.000Z listening on 127.0.0.1:3000",
    "https://bots.example.com:8443/api/v1/updates?cursor=abc",
    "chat -1001234567890 held for 30s",
  ])("leaves %j alone", (text) => {
    expect(scrub(text)).toBe(text);
  });

  test("keeps a line of JSON parseable", () => {
    const line = JSON.stringify({
      a: `x "?key=abc" ${token}`,
      cookie: 'a="b"',
      url: "redis://:p@h",
    });
    expect(() => JSON.parse(scrub(line))).not.toThrow();
  });

  test("keeps the user's name and the host of a connection URL", () => {
    expect(scrub("postgresql://app:pw@db:5432/x")).toBe("postgresql://app:[redacted]@db:5432/x");
  });
});
