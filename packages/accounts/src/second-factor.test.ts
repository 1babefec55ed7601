import { createKeyring } from "@lumenflow/runtime";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { expect, test } from "vitest";
import { resealFactor, sealedBy } from "./second-factor.ts";

const entry = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill) });

function configOf(...keys: { id: string; key: Buffer }[]) {
  const made = sealedBy(createKeyring(keys)).init?.({} as never) as {
    context: { secretConfig: Parameters<typeof symmetricEncrypt>[0]["key"] };
  };
  return made.context.secretConfig;
}

test("the first encryption key seals, and each still opens what it sealed", async () => {
  const before = configOf(entry("2025", 1));
  const after = configOf(entry("2026", 2), entry("2025", 1));
  const sealed = await symmetricEncrypt({ key: before, data: "shared with the app" });
  expect(await symmetricDecrypt({ key: after, data: sealed })).toBe("shared with the app");
  const resealed = await symmetricEncrypt({ key: after, data: "shared with the app" });
  await expect(symmetricDecrypt({ key: before, data: resealed })).rejects.toThrow();
});

test("what an older key sealed is sealed anew once, and needs that key no more", async () => {
  const ring = createKeyring([entry("2026", 2), entry("2025", 1)]);
  const sealed = await symmetricEncrypt({ key: configOf(entry("2025", 1)), data: "shared" });
  const anew = String(await resealFactor(ring, sealed));
  expect(await symmetricDecrypt({ key: configOf(entry("2026", 2)), data: anew })).toBe("shared");
  expect(await resealFactor(ring, anew)).toBeNull();
});

test("another key of the same name opens nothing", async () => {
  const sealed = await symmetricEncrypt({ key: configOf(entry("k1", 1)), data: "secret" });
  await expect(symmetricDecrypt({ key: configOf(entry("k1", 2)), data: sealed })).rejects.toThrow();
});
