import fc from "fast-check";
import { expect, test } from "vitest";
import { type Behind, countAsOne, decidesOwn } from "./own-request.ts";

interface Key {
  readonly scopes: readonly string[];
  readonly by: string;
  readonly founding?: true;
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
  "key:wide": { scopes: wide, by: "user:owner" },
  "key:wide-sends": { scopes: ["messages:send"], by: "key:wide" },
  "key:wide-decides": { scopes: ["approvals:decide"], by: "key:wide" },
  "key:founds": { scopes: wide, by: "system", founding: true },
  "key:founds-sends": { scopes: ["messages:send"], by: "key:founds" },
  "key:founds-decides": { scopes: ["approvals:decide"], by: "key:founds" },
};

function behind(actor: string, all = keys): Behind[] {
  const key = all[actor];
  if (key === undefined) return actor.startsWith("user:") ? [{ actor, scopes: null }] : [];
  const { scopes, by, founding } = key;
  return [{ actor, scopes, founding }, ...behind(by, all)];
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

  ["a key that may change rules about what its key asks", "key:wide", "key:wide-sends", true],
  ["two keys that it made", "key:wide-decides", "key:wide-sends", true],
  ["its key about what it asked itself", "key:wide-decides", "key:wide", true],
  ["an owner about what a key of that one asks", "user:owner", "key:wide-sends", false],

  ["a founding key about what its key asks", "key:founds", "key:founds-sends", false],
  ["two keys that it made", "key:founds-decides", "key:founds-sends", false],
  ["its key about what it asked itself", "key:founds-decides", "key:founds", true],
  ["a founding key about its own request", "key:founds", "key:founds", true],
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

test("no key gains a decision by making keys, however it goes about it and whatever it may do", () => {
  const scopes = fc.constantFrom(narrow, wide);
  const made = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(made, scopes, fc.nat(), fc.nat(), (makers, scopes, one, other) => {
      const line: Record<string, Key> = { "key:0": { scopes, by: "user:owner" } };
      for (const [index, maker] of makers.entries()) {
        line[`key:${index + 1}`] = { scopes, by: `key:${maker % (index + 1)}` };
      }
      const size = makers.length + 1;
      const [decider, requester] = [`key:${one % size}`, `key:${other % size}`];
      const own = decidesOwn(
        { actor: decider, scopes },
        requester,
        behind(decider, line),
        behind(requester, line),
      );
      expect(own).toBe(true);
      expect(countAsOne(behind(decider, line), behind(requester, line))).toBe(true);
    }),
  );
});

test.each([
  ["two keys that a person made", "key:owners-approver", "key:owners-sidekick", true],
  ["a person and a key of theirs", "user:owner", "key:owners-approver", true],
  ["a person and a key of a key of theirs", "user:owner", "key:narrow-deep", true],
  ["two people", "user:owner", "user:other", false],
  ["a person and somebody else's key", "user:other", "key:owners-approver", false],
  ["two keys of the first start's", "key:first-approver", "key:first-sidekick", false],
  ["two keys of a founding one", "key:founds-decides", "key:founds-sends", false],
])("where several must approve, %s: %s and %s are one: %s", (_name, one, other, asOne) => {
  expect(countAsOne(behind(one), behind(other))).toBe(asOne);
});
