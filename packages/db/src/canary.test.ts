import { randomBytes } from "node:crypto";
import { createKeyring } from "@lumenflow/runtime";
import { expect, test } from "vitest";
import { checkCanary, WrongKey } from "./canary.ts";
import type { Canary } from "./repositories/installation.ts";

const keyringOf = (...ids: string[]) =>
  createKeyring(ids.map((id) => ({ id, key: randomBytes(32) })));

/** As the table keeps them: the first canary of a key id stays. */
function installation() {
  const stored: Canary[] = [];
  return {
    canaries: async () => [...stored],
    async addCanary(canary: Canary) {
      if (!stored.some(({ keyId }) => keyId === canary.keyId)) stored.push(canary);
    },
  };
}

test("the key that sealed the canary goes on, another of its id does not", async () => {
  const database = installation();
  const right = keyringOf("k1");
  await checkCanary(database, right);
  await checkCanary(database, right);
  await expect(checkCanary(database, keyringOf("k1"))).rejects.toThrow(WrongKey);
  await checkCanary(database, keyringOf("k2"));
  await expect(checkCanary(database, keyringOf("k3", "k1"))).rejects.toThrow(WrongKey);
});

test("of two processes that start at the same moment with two keys of one id, one is refused", async () => {
  const database = installation();
  const outcomes = await Promise.allSettled(
    [keyringOf("k1"), keyringOf("k1")].map((keyring) => checkCanary(database, keyring)),
  );
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});
