import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalSubject, type DigestSubject, digestOf } from "./digest.ts";

const base: DigestSubject = {
  workspaceId: "ws_1",
  botId: "7000000001",
  chatId: "-1001234567890",
  threadId: "42",
  parts: [{ method: "sendMessage", params: { chat_id: "-1001234567890", text: "Grüße 👋" } }],
  media: [`sha256:${"a".repeat(64)}`],
  deviations: ["migration"],
};

describe("the digest", () => {
  it("is SHA-256 over versioned canonical JSON", () => {
    expect(canonicalSubject(base)).toBe(
      '{"bot":"7000000001","chat":"-1001234567890","deviations":["migration"],' +
        `"media":["sha256:${"a".repeat(64)}"],` +
        '"payloads":[{"method":"sendMessage","params":{"chat_id":"-1001234567890","text":"Grüße 👋"}}],' +
        '"topic":"42","v":1,"workspace":"ws_1"}',
    );
    // Fixed: digests are kept in rows, so the same subject must have the same digest for ever.
    expect(digestOf(base)).toBe(FIXED);
  });

  it.each<[string, Partial<DigestSubject>]>([
    ["workspace", { workspaceId: "ws_2" }],
    ["bot", { botId: "7000000002" }],
    ["chat", { chatId: "-1001234567891" }],
    ["topic", { threadId: "43" }],
    ["absence of the topic", { threadId: null }],
    ["method", { parts: [{ method: "sendPhoto", params: base.parts[0]?.params ?? {} }] }],
    ["number of parts", { parts: [...base.parts, ...base.parts] }],
    ["media", { media: [`sha256:${"b".repeat(64)}`] }],
    ["allowed deviations", { deviations: ["migration", "plain_text"] }],
  ])("changes with the %s", (_field, change) => {
    expect(digestOf({ ...base, ...change })).not.toBe(digestOf(base));
  });

  it("tells a number from a string and an empty value from none", () => {
    const of = (params: Record<string, unknown>) =>
      digestOf({ ...base, parts: [{ method: "sendMessage", params }] });
    const seen = [{ a: 1 }, { a: "1" }, { a: null }, { a: "" }, { a: [] }, { a: {} }, {}].map(of);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it("does not change with the order of keys, at any depth", () => {
    fc.assert(
      fc.property(json(), (params) => {
        const subject = { ...base, parts: [{ method: "m", params: { params } }] };
        const turned = reversed(subject) as DigestSubject;
        expect(digestOf(turned)).toBe(digestOf(subject));
      }),
    );
  });

  it("changes with any change of any value in a payload", () => {
    fc.assert(
      fc.property(json(), json(), (one, other) => {
        const of = (params: unknown) => ({ ...base, parts: [{ method: "m", params: { params } }] });
        const same = canonicalSubject(of(one)) === canonicalSubject(of(other));
        expect(digestOf(of(one)) === digestOf(of(other))).toBe(same);
        expect(same).toBe(equalJson(one, other));
      }),
    );
  });

  it("does not care in which order deviations are named, nor how often", () => {
    const one = { ...base, deviations: ["b", "a", "b"] };
    expect(digestOf(one)).toBe(digestOf({ ...base, deviations: ["a", "b"] }));
  });

  it.each<[string, unknown]>([
    ["a number beyond 2^53", 2 ** 53],
    ["infinity", Number.POSITIVE_INFINITY],
    ["not a number", Number.NaN],
    ["half a surrogate pair", "\ud83d"],
    ["a key with half a surrogate pair", { "\ud83d": 1 }],
    ["a date", new Date(0)],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["undefined in a list", [undefined]],
  ])("refuses %s, which JSON would bend", (_name, value) => {
    const subject = { ...base, parts: [{ method: "m", params: { deep: [{ value }] } }] };
    expect(() => digestOf(subject)).toThrow(TypeError);
  });
});

const FIXED = "sha256:f2eb3708998b25e5d3aeebc33b25a3216c66dfb4c7abd439bb99bb86a0b93887";

function json() {
  const text = fc.string({ unit: "grapheme" });
  return fc
    .jsonValue({ maxDepth: 4, stringUnit: "grapheme" })
    .filter((value) => typeof value !== "number" || Number.isFinite(value))
    .map(shrinkNumbers)
    .chain((value) => fc.oneof(fc.constant(value), text));
}

/** Keeps numbers exact: larger ones travel as strings in this house. */
function shrinkNumbers(value: unknown): unknown {
  if (typeof value === "number") {
    return Math.abs(value) > Number.MAX_SAFE_INTEGER || Object.is(value, -0) ? 0 : value;
  }
  if (Array.isArray(value)) return value.map(shrinkNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shrinkNumbers(item)]));
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

function equalJson(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || one === null || typeof other !== "object" || other === null) {
    return one === other;
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const a = Object.entries(one);
  const b = new Map<string, unknown>(Object.entries(other));
  return a.length === b.size && a.every(([key, item]) => b.has(key) && equalJson(item, b.get(key)));
}
