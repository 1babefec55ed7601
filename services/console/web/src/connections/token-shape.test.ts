import { describe, expect, it } from "vitest";
import { tokenInPaste, tokenShape } from "./token-shape.ts";

const secret = "AAE-abcdefghijklmnopqrstuvwxyz_01234";
const token = `123456789:${secret}`;

describe("a token", () => {
  it("is whole when it has a number, a colon and enough after it", () => {
    expect(tokenShape(token)).toEqual({ kind: "whole", token, botId: "123456789" });
    expect(tokenShape(`  ${token}\n`)).toEqual({ kind: "whole", token, botId: "123456789" });
  });

  it("of the sandbox is a token too", () => {
    expect(tokenShape("7000000001:SANDBOX_abcdefghijklmnop").kind).toBe("whole");
  });

  it.each(["", "   "])("that is not there is empty (%j)", (text) => {
    expect(tokenShape(text)).toEqual({ kind: "empty" });
  });

  it.each(["1", "123456789", "123456789:", "123456789:AAE-abc", `1:${"a".repeat(23)}`])(
    "that is still being typed is no fault (%s)",
    (text) => {
      expect(tokenShape(text)).toEqual({ kind: "partial" });
    },
  );

  it.each([
    ["a name instead", "my_bot", "bot's number"],
    ["a leading zero", `0${token}`, "begin with 0"],
    ["a blank inside", "123456789: AAE", "blank"],
    ["two lines", `${token}\n${token}`, "blank"],
    ["a second colon", `${token}:x`, "After the colon"],
    ["a character that no token has", "123456789:AA*", "After the colon"],
    ["too many characters", `1:${"a".repeat(79)}`, "longer"],
  ])("with %s is faulty", (_name, text, words) => {
    expect(tokenShape(text)).toEqual({ kind: "fault", message: expect.stringContaining(words) });
  });

  it("is never repeated in what is said about it", () => {
    const faulty = tokenShape(`${token}:x`);
    expect(JSON.stringify(faulty)).not.toContain(secret);
  });
});

describe("a paste", () => {
  it("of BotFather's whole message gives the token in it", () => {
    const message = `Done! Congratulations on your new bot.\n\nUse this token to access the HTTP API:\n${token}\nKeep your token secure.`;
    expect(tokenInPaste(message)).toBe(token);
  });

  it("of anything else is taken as it is, without blanks around it", () => {
    expect(tokenInPaste(` ${token} `)).toBe(token);
    expect(tokenInPaste("hello there")).toBe("hello there");
  });
});
