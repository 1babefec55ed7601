import { generateKeyPairSync, sign } from "node:crypto";
import {
  type Checkpoint,
  genesis,
  type Link,
  linkAfter,
  type SealedEntry,
  type Signer,
  signCheckpoint,
} from "@lumenflow/governance";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromCsv, readRows, toCsv } from "./csv.ts";
import { proveFile } from "./prove-file.ts";
import type { FileRecord } from "./record.ts";
import { type FileFormat, fileFormats, writeFile } from "./write-file.ts";

const workspaceId = "ws_1";
const at = "2026-11-25T12:00:00.000Z";
/** What a spreadsheet would run, and what would break a row. */
const nasty = [
  '=HYPERLINK("http://x","y")',
  "+1",
  "-1",
  "@SUM(A1)",
  "'quoted'",
  'a "b", c\r\nd',
  "",
];

function entry(n: number): Omit<SealedEntry, "seq" | "hash"> {
  return {
    ...{ id: `aud_${n}`, workspaceId, at, action: "message.requested", initiator: "key:key_1" },
    ...{ approver: n % 2 === 0 ? "auto" : null, ruleId: null, subjectId: `msg_${n}` },
    ...{ inputDigest: "salted-sha256:ab", output: nasty[n % nasty.length] ?? null },
    detail: n % 3 === 0 ? null : { name: nasty[n % nasty.length], n },
  };
}

function signer(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    keyId: "k1",
    publicKey: String(publicKey.export({ format: "jwk" }).x),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64url"),
  };
}

const ours = signer();
const trusts = (publicKey: string) => publicKey === ours.publicKey;
const signed = ({ seq, hash }: Link, by = ours): Checkpoint =>
  signCheckpoint(by, { workspaceId, seq, hash, at });

/** Entries 1 to `length`, exported from behind `after`, signed in the middle and at the end. */
function exported(length: number, after = 0, by = ours): FileRecord[] {
  let last: Link = genesis;
  let before: Link = genesis;
  const records: FileRecord[] = [];
  for (let n = 1; n <= length; n += 1) {
    const content = entry(n);
    last = linkAfter(last, content);
    if (n <= after) {
      before = last;
      continue;
    }
    records.push({ type: "entry", ...content, ...last });
    if (n === 4 || n === length) records.push({ type: "checkpoint", ...signed(last, by) });
  }
  const { seq, hash } = before;
  return [
    {
      ...{ type: "trail", format: 1, workspaceId, exportedAt: at, from: null, to: null },
      after: { seq, hash },
    },
    ...records,
    { type: "unsealed", ...entry(length + 1) },
    { type: "end", entries: length - after, unsealed: 1 },
  ];
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function textOf(records: readonly FileRecord[], format: FileFormat): Promise<string> {
  let text = "";
  for await (const bytes of writeFile(each(records), format)) text += Buffer.from(bytes).toString();
  return text;
}

const prove = (text: string, pieces = [text]) => proveFile(each(pieces), trusts);

describe.each(fileFormats)("an export as %s", (format) => {
  /** A CSV's header is its first row. */
  const rowOf = (record: number) => record + (format === "csv" ? 2 : 1);

  it("proves itself, whole or from the middle, in pieces of any size", async () => {
    expect(await prove(await textOf(exported(7), format))).toMatchObject({
      ...{ ok: true, entries: 7, after: 0, through: 7, signedThrough: 7, unsealed: 1, row: null },
    });
    const part = await textOf(exported(7, 3), format);
    for (const size of [1, 7, 1_000]) {
      const pieces = part.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      expect(await prove(part, pieces)).toMatchObject({ ok: true, entries: 4, after: 3 });
    }
  });

  it.each<[string, (records: FileRecord[]) => void, number, string]>([
    [
      "a change",
      (all) => all.splice(3, 1, { ...(all[3] as FileRecord), initiator: "key:x" } as FileRecord),
      3,
      "aud_3 at 3 is not what was sealed",
    ],
    ["a deletion", (all) => all.splice(3, 1), 3, "entry 3 is missing"],
    [
      "another beginning",
      (all) => all.splice(0, 1, { ...all[0], after: { seq: 0, hash: "1".repeat(64) } } as never),
      1,
      "aud_1 at 1 is not what was sealed",
    ],
    [
      "a forged signature",
      (all) => all.splice(5, 1, { ...all[5], at: "2026-11-25T12:00:00.001Z" } as never),
      5,
      "forged",
    ],
    ["a missing end", (all) => all.pop(), 10, "breaks off"],
    ["an end signed by nobody", (all) => all.splice(9, 1), 10, "signed by nobody"],
    ["an unsealed entry taken away", (all) => all.splice(10, 1), 10, "the end speaks of"],
    ["something behind the end", (all) => all.push(all[1] as FileRecord), 12, "behind the end"],
  ])("names the row of %s", async (_what, tamper, record, problem) => {
    const records = exported(7);
    tamper(records);
    const proof = await prove(await textOf(records, format));
    expect(proof.broken?.problem).toContain(problem);
    expect(proof).toMatchObject({ ok: false, row: rowOf(record) });
  });

  it("is not proven by a key that nobody here trusts", async () => {
    const proof = await prove(await textOf(exported(7, 0, signer()), format));
    expect(proof.broken?.problem).toContain("not trusted here (k1");
  });

  it("is told from any other file", async () => {
    const text = await textOf(exported(1), format);
    await expect(prove("")).rejects.toThrow("empty");
    await expect(prove("hello\n")).rejects.toThrow("does not begin");
    await expect(
      prove(
        text
          .split("\n")
          .slice(format === "csv" ? 2 : 1)
          .join("\n"),
      ),
    ).rejects.toThrow("does not begin");
    const damaged = text.replace(format === "csv" ? '"entry"' : '"type":"entry"', '"x"');
    expect(await prove(damaged)).toMatchObject({ ok: false, row: rowOf(1) });
  });
});

describe("a cell of CSV", () => {
  it("never begins like a formula", async () => {
    const text = await textOf(exported(20), "csv");
    for await (const row of readRows(each([text]))) {
      for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
    }
  });

  it("is read back exactly as it was, whatever stands in it", async () => {
    const value = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(...nasty));
    await fc.assert(
      fc.asyncProperty(value, fc.option(value), async (text, maybe) => {
        const record: FileRecord = {
          type: "unsealed",
          ...entry(1),
          ...{ initiator: text, approver: maybe, output: maybe, detail: { [text]: maybe } },
        };
        const rows: string[][] = [];
        for await (const row of readRows(each([toCsv(record)]))) rows.push(row);
        expect(rows).toHaveLength(1);
        expect(fromCsv(rows[0] ?? [])).toEqual(record);
      }),
    );
  });
});
