/** Keeps idempotency keys in a file, so that a process that ends in the middle of a send does not send twice. */
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { KeptKey, KeyStore } from "./send-keys.ts";

/** For one process at a time. The file holds keys of sends under way, and no text. */
export function fileKeys(path: string): KeyStore {
  let loaded: Promise<Map<string, KeptKey>> | undefined;
  // One write at a time, each of everything there is then.
  let written: Promise<void> = Promise.resolve();

  const load = () => {
    loaded ??= read(path);
    return loaded;
  };
  const write = () => {
    written = written.catch(() => undefined).then(async () => save(path, await load()));
    return written;
  };

  return {
    async get(fingerprint) {
      return (await load()).get(fingerprint);
    },
    async set(fingerprint, kept) {
      (await load()).set(fingerprint, kept);
      await write();
    },
    async delete(fingerprint) {
      if ((await load()).delete(fingerprint)) await write();
    },
  };
}

async function read(path: string): Promise<Map<string, KeptKey>> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(path, "utf8")) as object));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    // To go on without it could mean to send twice.
    throw new Error(`${path} does not hold keys of sends: look at it, or remove it.`, {
      cause: error,
    });
  }
}

/** Whole or not at all, and on the disk before the send goes out. */
async function save(path: string, keys: ReadonlyMap<string, KeptKey>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const next = `${path}.next`;
  const file = await open(next, "w", 0o600);
  try {
    await file.writeFile(JSON.stringify(Object.fromEntries(keys)));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
}
