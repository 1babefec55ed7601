import type { Principal, Scope } from "@lumenflow/api";
import { expect, test } from "vitest";
import { expiryOf, refuseScopes } from "./grant.ts";

const caller = (kind: "key" | "user", scopes: Scope[]): Principal => ({
  kind,
  id: "key_1",
  name: "caller",
  workspaceId: "ws_1",
  scopes,
  mayDecideOwn: scopes.includes("approvals:self"),
});
const own = (expiresAt: Date | null) => ({ find: async () => ({ expiresAt }) as never });
const soon = new Date(Date.now() + 60_000);
const later = new Date(Date.now() + 120_000);

test("what the caller has can be granted, except deciding on one's own requests", () => {
  const all = caller("key", ["messages:send", "messages:read", "approvals:self"]);
  expect(() => refuseScopes(["messages:send"], all)).not.toThrow();
  expect(() => refuseScopes(["approvals:self"], all)).toThrow("first start");
  expect(() => refuseScopes(["messages:read", "audit:read"], all)).toThrow("audit:read");
});

test("a person's key lasts as long as asked, a key's key no longer than its maker", async () => {
  const person = caller("user", []);
  const program = caller("key", []);
  expect(await expiryOf(undefined, person, own(soon))).toBeUndefined();
  expect(await expiryOf(later, person, own(soon))).toBe(later);
  expect(await expiryOf(undefined, program, own(soon))).toBe(soon);
  expect(await expiryOf(later, program, own(null))).toBe(later);
  await expect(expiryOf(later, program, own(soon))).rejects.toThrow("outlives");
  await expect(expiryOf(new Date(0), person, own(null))).rejects.toThrow("past");
});
