import { linkAfter } from "@lumenflow/governance";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { sealSome } from "../../services/keeper/src/timers/seal-audit.ts";
import { keyringOf, setup } from "./setup.ts";

async function session(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

test("entries are chained, signed and proven; what came since is shown as unsealed", async () => {
  const world = await setup();
  await world.append(4);
  expect(await world.prove()).toMatchObject({ ok: true, through: 0, unsealed: 5 });
  await world.seal();
  await world.append(2);
  expect(await world.prove()).toMatchObject({
    ...{ ok: true, entries: 5, after: 0, through: 5, signedThrough: 5, unsealed: 2, broken: null },
    checkpoint: { seq: 5, keyId: "k1", publicKey: world.signer.publicKey },
  });
  await world.seal();
  expect(await world.prove()).toMatchObject({ ok: true, through: 7, unsealed: 0 });
});

test("an entry that commits late is sealed late: nothing appears behind the sealed end", async () => {
  const world = await setup();
  const slow = await session(world.databaseUrl);
  const note = `INSERT INTO audit_entries (id, workspace_id, action, initiator)
                VALUES ('aud_0', $1, 'test.late', 'system')`;
  await slow.query("BEGIN");
  await slow.query(note, [world.workspaceId]);
  await world.append(3);
  // Sealing does not wait for it either.
  await world.seal();
  const before = await world.chain();
  expect(before).toHaveLength(4);
  await slow.query("COMMIT");
  await world.seal();
  const after = await world.chain();
  expect(after.slice(0, 4)).toEqual(before);
  expect(after[4]).toEqual({ id: "aud_0", seq: "5" });
  expect(await world.prove()).toMatchObject({ ok: true, through: 5 });
});

test("whoever appends does not wait for a sealer that is held up, and another sealer passes by", async () => {
  const world = await setup();
  const { database, signer, workspaceId } = world;
  await world.append(3);
  await database.transaction(async (tx) => {
    expect(await sealSome(tx.trails, workspaceId, signer)).toBe(4);
    // Not committed yet: all of its locks are held.
    const hurried = await session(world.databaseUrl);
    await hurried.query("SET statement_timeout = '2s'");
    await hurried.query(
      `INSERT INTO audit_entries (id, workspace_id, action, initiator)
       VALUES ('aud_1', $1, 'test.hurried', 'system')`,
      [workspaceId],
    );
    const other = await database.transaction((second) =>
      sealSome(second.trails, workspaceId, signer),
    );
    expect(other).toBe(0);
  });
  await world.seal();
  expect(await world.prove()).toMatchObject({ ok: true, through: 5, unsealed: 0 });
});

test("several keepers seal what several writers append at once: one chain without a gap", async () => {
  const world = await setup();
  const writing = Promise.all(Array.from({ length: 4 }, () => world.append(100)));
  let written = false;
  void writing.then(() => {
    written = true;
  });
  await Promise.all(
    Array.from({ length: 3 }, async () => {
      while (!written) await world.seal();
    }),
  );
  await writing;
  await world.seal();
  const chain = await world.chain();
  expect(chain.map(({ seq }) => Number(seq))).toEqual(chain.map((_, index) => index + 1));
  expect(await world.prove()).toMatchObject({ ok: true, entries: 401, unsealed: 0 });
});

test("a new signing key goes on with the chain; without the old one the end still counts", async () => {
  const world = await setup();
  await world.seal();
  const newer = keyringOf(8, "k2");
  expect((await world.prove(newer)).broken?.problem).toContain("not trusted here (k1");
  await world.append(1);
  const { database, workspaceId } = world;
  const [second] = newer.signingKeys("audit-checkpoint");
  await database.transaction((tx) => sealSome(tx.trails, workspaceId, second));
  expect(await world.prove(newer)).toMatchObject({ ok: true, signedThrough: 2 });
});

test.each<[string, string[], { seq: number; problem: string }]>([
  [
    "changed",
    ["UPDATE audit_entries SET initiator = 'key:x' WHERE seq = 3"],
    { seq: 3, problem: "was changed" },
  ],
  [
    "deleted",
    ["DELETE FROM audit_entries WHERE seq = 3"],
    { seq: 3, problem: "entry 3 is missing" },
  ],
  [
    "deleted at the beginning",
    ["DELETE FROM audit_entries WHERE seq <= 2"],
    { seq: 1, problem: "entries 1 to 2 are missing" },
  ],
  [
    "deleted at the end",
    ["DELETE FROM audit_entries WHERE seq = 6"],
    { seq: 6, problem: "entry 6 is missing" },
  ],
  [
    "swapped",
    [
      "UPDATE audit_entries SET seq = -1 WHERE seq = 3",
      "UPDATE audit_entries SET seq = 3 WHERE seq = 4",
      "UPDATE audit_entries SET seq = 4 WHERE seq = -1",
    ],
    { seq: 3, problem: "another entry put in its place" },
  ],
  [
    "inserted behind the end",
    [
      `INSERT INTO audit_entries (id, workspace_id, action, initiator, seq, hash)
       SELECT 'aud_x', workspace_id, 'x.y', 'system', 7, hash FROM audit_entries WHERE seq = 6`,
    ],
    { seq: 7, problem: "outside the sealed trail" },
  ],
  [
    "inserted between others",
    [
      "UPDATE audit_entries SET seq = seq + 100 WHERE seq >= 3",
      "UPDATE audit_entries SET seq = seq - 99 WHERE seq > 100",
      `INSERT INTO audit_entries (id, workspace_id, action, initiator, seq, hash)
       SELECT 'aud_x', workspace_id, 'x.y', 'system', 3, hash FROM audit_entries WHERE seq = 2`,
      "UPDATE audit_trails SET seq = 7",
    ],
    { seq: 3, problem: "aud_x at 3 is not what was sealed" },
  ],
  [
    "taken back to an earlier end",
    ["UPDATE audit_trails SET seq = 5"],
    { seq: 6, problem: "outside" },
  ],
  [
    "cut and forged",
    [
      "DELETE FROM audit_entries WHERE seq = 6",
      `UPDATE audit_trails SET seq = 5, hash = (SELECT encode(hash, 'hex') FROM audit_entries WHERE seq = 5)`,
    ],
    { seq: 5, problem: "the checkpoint at 5 is forged" },
  ],
  [
    "cut at its beginning as if by retention",
    [
      "UPDATE audit_trails SET trimmed_through = (SELECT min(seq) FROM audit_checkpoints)",
      "DELETE FROM audit_entries WHERE seq <= (SELECT min(seq) FROM audit_checkpoints)",
    ],
    { seq: 4, problem: "no entry says so" },
  ],
  ["left without its end", ["DELETE FROM audit_trails"], { seq: 1, problem: "outside" }],
])("a trail that was %s says so", async (_what, statements, { seq, problem }) => {
  const world = await setup();
  await world.append(3);
  await world.seal();
  await world.append(2);
  await world.seal();
  expect(await world.prove()).toMatchObject({ ok: true, through: 6 });
  await world.tamper(...statements);
  expect(await world.prove()).toMatchObject({
    ok: false,
    broken: { seq, problem: expect.stringContaining(problem) },
  });
});

test("a chain that somebody computed anew does not end in what was signed", async () => {
  const world = await setup();
  const { database, workspaceId } = world;
  await world.append(3);
  await world.seal();
  const [before, ...rest] = await database.trails.entries(workspaceId, { after: 0, through: 4 }, 9);
  if (before === undefined) throw new Error("four entries were sealed");
  let last = { seq: before.seq, hash: before.hash };
  const statements = rest.map((entry) => {
    last = linkAfter(last, { ...entry, initiator: "key:x" });
    return `UPDATE audit_entries SET initiator = 'key:x', hash = decode('${last.hash}', 'hex') WHERE seq = ${last.seq}`;
  });
  await world.tamper(...statements);
  expect((await world.prove()).broken).toMatchObject({
    seq: 4,
    problem: expect.stringContaining("does not end in the hash that was signed"),
  });
});
