import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Signer, signCheckpoint } from "./checkpoint.ts";
import { canonicalEntry, genesis, type Link, linkAfter, type SealedEntry } from "./entry.ts";
import { createVerifier, type Proof } from "./verify.ts";

const workspaceId = "ws_1";
const at = "2026-11-25T12:00:00.000Z";

function entry(n: number): Omit<SealedEntry, "seq" | "hash"> {
  return {
    ...{ id: `aud_${n}`, workspaceId, at, action: "message.requested", initiator: "key:key_1" },
    ...{ approver: null, ruleId: "pol_1", subjectId: `msg_${n}`, inputDigest: "sha256:ab" },
    ...{ output: "queued", detail: { b: 1, a: ["ü", null] } },
  };
}

function chain(length: number, from: Link = genesis): SealedEntry[] {
  let last = from;
  return Array.from({ length }, (_, index) => {
    last = linkAfter(last, entry(from.seq + index + 1));
    return { ...entry(last.seq), ...last };
  });
}

function signer(keyId = "k1"): Signer {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    keyId,
    publicKey: String(publicKey.export({ format: "jwk" }).x),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64url"),
  };
}

const ours = signer();
const trusts = (publicKey: string) => publicKey === ours.publicKey;
const signed = ({ seq, hash }: Link, by = ours) =>
  signCheckpoint(by, { workspaceId, seq, hash, at });

function prove(
  entries: SealedEntry[],
  end = signed(chain(entries.length).at(-1) ?? genesis),
): Proof {
  const verifier = createVerifier({ workspaceId, trusts });
  for (const each of entries) verifier.entry(each);
  verifier.checkpoint(end);
  return verifier.end(0);
}

describe("a trail", () => {
  it("is hashed as versioned canonical JSON", () => {
    const { id: _id, ...rest } = entry(1);
    expect(canonicalEntry(genesis, { id: "aud_1", ...rest })).toBe(
      '{"action":"message.requested","approver":null,"at":"2026-11-25T12:00:00.000Z",' +
        '"detail":{"a":["ü",null],"b":1},"id":"aud_1","initiator":"key:key_1",' +
        `"inputDigest":"sha256:ab","output":"queued","prev":"${"0".repeat(64)}","ruleId":"pol_1",` +
        '"seq":1,"subjectId":"msg_1","v":1,"workspaceId":"ws_1"}',
    );
    // Fixed: hashes are kept in rows and files, so the same entry must have the same hash for ever.
    expect(linkAfter(genesis, entry(1)).hash).toBe(FIXED);
  });

  it("is proven through its signed end", () => {
    expect(prove(chain(5))).toMatchObject({
      ok: true,
      entries: 5,
      through: 5,
      signedThrough: 5,
      broken: null,
    });
  });

  it.each<[string, (entries: SealedEntry[]) => unknown, { seq: number; id?: string | null }]>([
    [
      "a change",
      (all) => all.splice(2, 1, { ...all[2], action: "x" } as SealedEntry),
      { seq: 3, id: "aud_3" },
    ],
    ["a deletion", (all) => all.splice(2, 1), { seq: 3, id: null }],
    ["a deletion at the beginning", (all) => all.splice(0, 1), { seq: 1, id: null }],
    ["a deletion at the end", (all) => all.splice(4, 1), { seq: 5, id: null }],
    ["another order", (all) => all.reverse(), { seq: 1, id: null }],
    [
      "an insertion",
      (all) => all.splice(2, 0, { ...all[1], id: "aud_x" } as SealedEntry),
      { seq: 2, id: "aud_x" },
    ],
    [
      "another workspace's entry",
      (all) => all.splice(2, 1, { ...all[2], workspaceId: "ws_2" } as SealedEntry),
      { seq: 3, id: "aud_3" },
    ],
  ])("shows %s", (_name, tamper, place) => {
    const entries = chain(5);
    const end = signed(entries.at(-1) ?? genesis);
    tamper(entries);
    expect(prove(entries, end)).toMatchObject({ ok: false, broken: place });
  });

  it("shows a chain that was computed anew behind a change", () => {
    const [first, second] = chain(5);
    if (first === undefined || second === undefined) throw new Error("a chain of five was made");
    let last: Link = second;
    const others = [3, 4, 5].map((n) => {
      const content = { ...entry(n), initiator: "key:key_other" };
      last = linkAfter(last, content);
      return { ...content, ...last };
    });
    const forged = [first, second, ...others];
    const proof = prove(forged, signed(chain(5).at(-1) ?? genesis));
    expect(proof.broken).toMatchObject({
      seq: 5,
      problem: expect.stringContaining("rewritten between 0 and 5"),
    });
    // Signed anew by another: nobody here trusts that key.
    const strange = prove(forged, signed(last, signer("k1")));
    expect(strange.broken?.problem).toContain("a key that is not trusted here");
    // Signed by nobody: the old signature, moved.
    const moved = prove(forged, { ...signed(chain(5).at(-1) ?? genesis), hash: last.hash });
    expect(moved.broken?.problem).toContain("forged");
  });

  it("shows any single change of any field of any entry", () => {
    const fields = Object.keys(chain(1)[0] ?? {}) as (keyof SealedEntry)[];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 7 }),
        fc.constantFrom(...fields),
        fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
        (index, field, value) => {
          const entries = chain(8);
          const found = entries[index];
          if (found === undefined || JSON.stringify(found[field]) === JSON.stringify(value)) return;
          entries[index] = { ...found, [field]: value };
          expect(prove(entries).ok).toBe(false);
        },
      ),
    );
  });
});

const FIXED = "4fda40cea140e1f24997d9b2639c030df0278411fd75ede6ac8bfdfedcf7f120";
