import type { KnownKey } from "@lumenflow/db";
import { createLogger } from "@lumenflow/runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { digestOf } from "./api-keys.ts";
import { createKeyCache } from "./key-cache.ts";

const logger = createLogger({ name: "test", level: "silent" });
const digest = digestOf("lf_something");
const known: KnownKey = {
  id: "key_1",
  workspaceId: "ws_1",
  name: "one",
  scopes: [],
  expired: false,
  revoked: false,
  superseded: false,
};

function setup(found: KnownKey | null = known) {
  const findByDigest = vi.fn(async () => found);
  const touch = vi.fn(async () => undefined);
  return { findByDigest, touch, cache: createKeyCache({ findByDigest, touch }, logger) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a key is looked up once a second at the most, unknown ones too", async () => {
  for (const found of [known, null]) {
    const { cache, findByDigest } = setup(found);
    for (let call = 0; call < 5; call++) expect(await cache.find(digest)).toEqual(found);
    expect(findByDigest).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_001);
    await cache.find(digest);
    expect(findByDigest).toHaveBeenCalledTimes(2);
  }
});

test("after a change everything is looked up again", async () => {
  const { cache, findByDigest } = setup();
  await cache.find(digest);
  cache.clear();
  await cache.find(digest);
  expect(findByDigest).toHaveBeenCalledTimes(2);
});

test("a failed look-up is not kept", async () => {
  const { cache, findByDigest } = setup();
  findByDigest.mockRejectedValueOnce(new Error("Postgres is away"));
  await expect(cache.find(digest)).rejects.toThrow("away");
  expect(await cache.find(digest)).toEqual(known);
});

test("last uses are written together, also on stopping; refused keys were not used", async () => {
  const { cache, touch } = setup();
  await cache.start();
  await cache.find(digest);
  await cache.find(digest);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(touch).toHaveBeenCalledExactlyOnceWith(["key_1"]);
  await cache.find(digest);
  await cache.stop();
  expect(touch).toHaveBeenCalledTimes(2);

  const refused = setup({ ...known, revoked: true });
  await refused.cache.find(digest);
  await refused.cache.stop();
  expect(refused.touch).not.toHaveBeenCalled();
});
