import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { apiRootFor, isSandboxToken, parseBotToken, scrubToken } from "./token.ts";

const secret = "AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr";
const token = `7000000001:${secret}`;
const sandboxToken = "5000000001:SANDBOX_q-Zr4TnX_s2vB8mKd0LwYg";

describe("reading a pasted token", () => {
  it.each([token, `  ${token}\n`, sandboxToken, `1:${"a".repeat(24)}`])("takes %j", (text) => {
    const reading = parseBotToken(text);
    expect(reading).toEqual({
      ok: true,
      token: text.trim(),
      botId: text.trim().split(":")[0],
    });
  });

  it.each<[string, string]>([
    ["", "empty"],
    ["   ", "empty"],
    [`700 0000001:${secret}`, "blank"],
    [`7000000001:${secret} ${secret}`, "blank"],
    ["7000000001", "no colon"],
    [`bot7000000001:${secret}`, "bot's number"],
    [`:${secret}`, "bot's number"],
    [`123456789012345678901:${secret}`, "bot's number"],
    [`07000000001:${secret}`, "cannot begin with 0"],
    [`7000000001:${secret}!`, "letters, digits"],
    [`7000000001:${secret}:x`, "letters, digits"],
    [`7000000001:${"a".repeat(23)}`, "too short"],
    ["7000000001:", "too short"],
    [`7000000001:${"a".repeat(70)}`, "longer than 80"],
  ])("says what is wrong with %j and does not repeat it", (text, words) => {
    const reading = parseBotToken(text);
    expect(reading).toMatchObject({ ok: false, fault: expect.stringContaining(words) });
    expect(inspect(reading)).not.toContain(secret);
    expect(inspect(reading)).not.toContain("7000000001");
  });
});

describe("the server a token talks to", () => {
  const roots = {
    apiRoot: "https://api.telegram.org/",
    sandboxRoot: "http://127.0.0.1:3000/sandbox",
  };

  it("is the sandbox for tokens that a sandbox issued", () => {
    expect(isSandboxToken(sandboxToken)).toBe(true);
    expect(apiRootFor(sandboxToken, roots)).toBe("http://127.0.0.1:3000/sandbox");
  });

  it("is TELEGRAM_API_ROOT for all others, without a trailing slash", () => {
    expect(isSandboxToken(token)).toBe(false);
    expect(apiRootFor(token, roots)).toBe("https://api.telegram.org");
    expect(apiRootFor("SANDBOX_1:aaaaaaaaaaaaaaaaaaaaaaaaa", roots)).toBe(
      "https://api.telegram.org",
    );
  });

  it("is TELEGRAM_API_ROOT for everyone where no sandbox runs", () => {
    expect(apiRootFor(sandboxToken, { apiRoot: "http://bots.example" })).toBe(
      "http://bots.example",
    );
  });
});

it("takes a token out of a text, also as a URL writes it and of whatever shape", () => {
  const odd = "x:1";
  const text = `see /bot${token}/getMe, ${encodeURIComponent(token)} and x:1`;
  const clean = scrubToken(scrubToken(text, token), odd);
  expect(clean).not.toContain(secret);
  expect(clean).not.toContain(odd);
});
