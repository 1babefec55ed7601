import { expect, test } from "vitest";
import { readEmojiLink, readLink } from "./telegram-link.ts";

test.each([
  ["https://a.example", "https://a.example/"],
  ["HTTP://A.Example:8080/X?y=Z#f", "http://a.example:8080/X?y=Z#f"],
  ["a.example/x", "http://a.example/x"],
  ["a.example?x=1", "http://a.example/?x=1"],
  ["https://user:pw@a.example/", "https://user:pw@a.example/"],
  ["https://münchen.example/straße", "https://münchen.example/straße"],
  ["https://a.example/a b", "https://a.example/a%20b"],
  ["https://[::1]/", "https://[::1]/"],
  ["tg://resolve?domain=x", "tg://resolve?domain=x"],
  ["tg:resolve?domain=x", "tg://resolve?domain=x"],
  ["tg://settings", "tg://settings"],
  ["ton://transfer/x", "ton://transfer/x"],
])("%s is a link", (address, url) => {
  expect(readLink(address)).toEqual({ kind: "url", url });
});

test.each([
  ...[
    "",
    "localhost",
    "/relative",
    "javascript:alert(1)",
    "ftp://a.example",
    "mailto:a@b.example",
    "a@b.example",
  ],
  ...[
    "https://",
    "https://a b.example",
    "https://a.example:0",
    "https://a.example:70000",
    "data:,x",
  ],
  ...["http://a..example<", "tg://a.b"],
])("%s is none", (address) => {
  expect(readLink(address)).toBeNull();
});

test("people and custom emoji have links of their own", () => {
  expect(readLink("tg://user?id=7")).toEqual({ kind: "user", id: 7 });
  expect(readLink("tg:user?x=1&id=7#y")).toEqual({ kind: "user", id: 7 });
  expect(readLink("tg://user?id=0")).toEqual({ kind: "url", url: "tg://user?id=0" });
  expect(readEmojiLink("tg://emoji?id=5368")).toBe("5368");
  expect(readEmojiLink("tg://emoji?id=0")).toBeNull();
  expect(readEmojiLink("https://a.example?id=1")).toBeNull();
});
