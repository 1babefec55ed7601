import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { isSecretOf } from "./secret.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

test("a secret is the present one or the one before, and nothing else", () => {
  const digests = { secretDigest: digest("now"), previousSecretDigest: digest("before") };
  expect(isSecretOf("now", digests)).toBe(true);
  expect(isSecretOf("before", digests)).toBe(true);
  for (const other of ["", "NOW", "now ", "later"]) expect(isSecretOf(other, digests)).toBe(false);
});

test("one that was right before says nothing about others, nor about other connections", () => {
  const digests = { secretDigest: digest("now"), previousSecretDigest: digest("before") };
  for (const right of ["now", "now", "before", "now"]) {
    expect(isSecretOf(right, digests)).toBe(true);
    for (const other of ["", "no", "nov", "now\0", "nowhere", "x".repeat(300)]) {
      expect(isSecretOf(other, digests)).toBe(false);
    }
  }
  const rotated = { secretDigest: digest("later"), previousSecretDigest: null };
  expect(isSecretOf("now", rotated)).toBe(false);
});

test("without a digest, or with a broken one, no secret is right", () => {
  const none = { secretDigest: null, previousSecretDigest: null };
  expect(isSecretOf("", none)).toBe(false);
  expect(isSecretOf("x", { ...none, secretDigest: new Uint8Array(3) })).toBe(false);
});
