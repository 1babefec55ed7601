import fc from "fast-check";
import { expect, test } from "vitest";
import { type Behind, decidesOwn } from "./own-request.ts";

interface Key {
  readonly scopes: readonly string[];
  readonly by: string;
}

const narrow = ["connections:manage", "messages:send", "approvals:decide"];
const wide = [...narrow, "policies:manage"];
const owner = [...wide, "messages:read"];

const keys: Record<string, Key> = {
  "key:first": { scopes: [...wide, "approvals:self"], by: "system" },
  "key:first-sidekick": { scopes: ["messages:send"], by: "key:first" },
  "key:first-approver": { scopes: ["approvals:decide"], by: "key:first" },
  "key:owners-sidekick": { scopes: ["messages:send"], by: "user:owner" },
  "key:owners-approver": { scopes: ["approvals:decide"], by: "user:owner" },
  "key:narrow": { scopes: narrow, by: "user:owner" },
  "key:narrow-sends": { scopes: ["messages:send"], by: "key:narrow" },
  "key:narrow-decides": { scopes: ["approvals:decide"], by: "key:narrow" },
  "key:narrow-deep": { scopes: ["approvals:decide"], by: "key:narrow-decides" },
  "key:wide": { scopes: wide, by: "system" },
  "key:wide-sends": { scopes: ["messages:send"], by: "key:wide" },
  "key:wide-decides": { scopes: ["approvals:decide"], by: "key:wide" },
};

function behind(actor: string, all = keys): Behind[] {
  const key = all[actor];
  if (key === undefined) return actor.startsWith("user:") ? [{ actor, scopes: null }] : [];
  return [{ actor, scopes: key.scopes }, ...behind(key.by, all)];
}

function isOwn(decider: string, requester: string, scopes = keys[decider]?.scopes ?? owner) {
  // A person's scopes are those of the session, so nobody stands behind them but themselves.
  const behindDecider = keys[decider] === undefined ? [] : behind(decider);
  return decidesOwn({ actor: decider, scopes }, requester, behindDecider, behind(requester));
}

test.each([
  ["whoever asked", "user:owner", "user:owner", true],
  ["somebody else", "user:other", "user:owner", false],
  ["a key about its own request", "key:narrow", "key:narrow", true],
  ["the first start's key about its own", "key:first", "key:first", false],
  ["its key about what it asked", "key:first-approver", "key:first", false],
  ["two keys of the first start's", "key:first-approver", "key:first-sidekick", false],

  [
    "an owner about what the Sidekick asks whose key they made",
    "user:owner",
    "key:owners-sidekick",
    false,
  ],
  ["an owner about what a key of their key asks", "user:owner", "key:narrow-sends", false],
  ["an owner's key about what the owner asked", "key:owners-approver", "user:owner", true],
  ["two keys that an owner made", "key:owners-approver", "key:owners-sidekick", false],

  ["a narrow key about what its key asks", "key:narrow", "key:narrow-sends", true],
  ["its key about what the narrow one asked", "key:narrow-decides", "key:narrow", true],
  ["two keys that a narrow one made", "key:narrow-decides", "key:narrow-sends", true],
  ["further down its line", "key:narrow-deep", "key:narrow-sends", true],
  ["a narrow key about another line's", "key:narrow-decides", "key:owners-sidekick", false],

  ["a key that may change rules about what its key asks", "key:wide", "key:wide-sends", false],
  ["two keys that it made", "key:wide-decides", "key:wide-sends", false],
  ["its key about what it asked itself", "key:wide-decides", "key:wide", true],
  ["anybody about a card of the system", "key:narrow", "system", false],
])("%s: %s decides about %s", (_name, decider, requester, own) => {
  expect(isOwn(decider, requester)).toBe(own);
});

test("an owner who is made an approver decides no more about keys that they made", () => {
  expect(isOwn("user:owner", "key:owners-sidekick", ["approvals:decide"])).toBe(true);
  expect(isOwn("user:other", "key:owners-sidekick", ["approvals:decide"])).toBe(false);
});

test("whoever rotated a key has seen its secret, and counts as its maker", () => {
  const stolen: Behind[] = [...behind("key:owners-approver"), ...behind("key:narrow")];
  const decider = { actor: "key:owners-approver", scopes: ["approvals:decide"] };
  const asks = (requester: string) => decidesOwn(decider, requester, stolen, behind(requester));
  expect(asks("key:narrow")).toBe(true);
  expect(asks("key:narrow-sends")).toBe(true);
  expect(asks("key:owners-sidekick")).toBe(false);
});

test("no key without policies:manage gains a decision by making keys, however it goes about it", () => {
  const made = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(made, fc.nat(), fc.nat(), (makers, one, other) => {
      const line: Record<string, Key> = { "key:0": { scopes: narrow, by: "user:owner" } };
      for (const [index, maker] of makers.entries()) {
        line[`key:${index + 1}`] = { scopes: narrow, by: `key:${maker % (index + 1)}` };
      }
      const size = makers.length + 1;
      const [decider, requester] = [`key:${one % size}`, `key:${other % size}`];
      const own = decidesOwn(
        { actor: decider, scopes: narrow },
        requester,
        behind(decider, line),
        behind(requester, line),
      );
      expect(own).toBe(true);
    }),
  );
});
