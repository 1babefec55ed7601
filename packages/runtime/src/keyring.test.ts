import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createKeyring, KeyMissing, SealBroken } from "./keyring.ts";

const older = { id: "a", key: randomBytes(32) };
const newer = { id: "b", key: randomBytes(32) };

test("what was sealed opens again, in the same context only", () => {
  const keyring = createKeyring([older]);
  const sealed = keyring.seal("123:secret", "conn_1");

  expect(keyring.open(sealed, "conn_1")).toBe("123:secret");
  expect(() => keyring.open(sealed, "conn_2")).toThrow(SealBroken);
});

test("the first key encrypts and every key decrypts", () => {
  const sealed = createKeyring([older]).seal("123:secret", "conn_1");
  const rotated = createKeyring([newer, older]);

  expect(rotated.open(sealed, "conn_1")).toBe("123:secret");
  expect(rotated.seal("x", "conn_1")).toMatch(/^v1\.b\./);
});

test("a key that is not configured is named, the text is not", () => {
  const sealed = createKeyring([older]).seal("123:secret", "conn_1");

  expect(() => createKeyring([newer]).open(sealed, "conn_1")).toThrow(KeyMissing);
  expect(() => createKeyring([newer]).open(sealed, "conn_1")).toThrow(/"a"/);
});

test("another key under the same id, and an altered text, do not open", () => {
  const keyring = createKeyring([older]);
  const sealed = keyring.seal("123:secret", "conn_1");
  const altered = sealed.replace(/[\w-](?=[\w-]{33}$)/, (letter) => (letter === "A" ? "B" : "A"));

  expect(() => createKeyring([{ ...older, key: randomBytes(32) }]).open(sealed, "conn_1")).toThrow(
    SealBroken,
  );
  expect(() => keyring.open(altered, "conn_1")).toThrow(SealBroken);
  expect(() => keyring.open("123:secret", "conn_1")).toThrow(SealBroken);
});

test("the same text is never sealed to the same bytes twice", () => {
  const keyring = createKeyring([older]);
  expect(keyring.seal("x", "c")).not.toBe(keyring.seal("x", "c"));
});
