/** Proves a trail entry by entry, and names the first that is not what was sealed and signed. */
import { type Checkpoint, signatureHolds } from "./checkpoint.ts";
import { genesis, type Link, linkAfter, type SealedEntry } from "./entry.ts";

export interface Break {
  /** The place in the trail, where it has one. */
  readonly seq: number | null;
  readonly id: string | null;
  readonly problem: string;
}

export interface Proof {
  /** Whether every sealed entry is what it was, and a trusted key has signed them all. */
  readonly ok: boolean;
  readonly workspaceId: string;
  /** Sealed entries that were looked at. */
  readonly entries: number;
  /** The last entry before those looked at: removed by retention, or before a part; 0 for a whole trail. */
  readonly after: number;
  readonly through: number;
  /** How far a trusted signature reaches. */
  readonly signedThrough: number;
  /** Entries that wait for the sealer: nothing proves them yet. */
  readonly unsealed: number;
  /** The last checkpoint whose signature counts. */
  readonly checkpoint: Checkpoint | null;
  readonly broken: Break | null;
}

export interface Verifier {
  /** Those of one trail, in the order of their places. */
  entry(entry: SealedEntry): void;
  /** Behind the entry that it names. */
  checkpoint(checkpoint: Checkpoint): void;
  /** What whoever reads the trail finds wrong by itself; the first fault stays. */
  fault(found: Break): void;
  readonly broken: Break | null;
  end(unsealed: number): Proof;
}

export interface VerifierOptions {
  readonly workspaceId: string;
  /** Where it begins: behind what retention removed, or at the beginning of an exported part. */
  readonly after?: Link | undefined;
  /** Whether a public key (base64url) is one of ours. */
  readonly trusts: (publicKey: string) => boolean;
}

/** The action of the entry by which retention says what it removed. */
export const trimmedAction = "audit.trimmed";

export function createVerifier({
  workspaceId,
  trusts,
  after = genesis,
}: VerifierOptions): Verifier {
  let last: Link = after;
  let entries = 0;
  let signed: Checkpoint | null = null;
  let stranger: Checkpoint | null = null;
  let broken: Break | null = null;

  function fault(found: Break): void {
    broken ??= found;
  }

  return {
    fault,
    get broken() {
      return broken;
    },

    entry(entry) {
      if (broken !== null) return;
      const found = faultOf(entry);
      if (found !== null) return fault(found);
      last = { seq: entry.seq, hash: entry.hash };
      entries += 1;
    },

    checkpoint(checkpoint) {
      if (broken !== null) return;
      const { seq } = checkpoint;
      const at = (problem: string) => fault({ seq, id: null, problem });
      if (checkpoint.workspaceId !== workspaceId || !signatureHolds(checkpoint)) {
        return at(`the checkpoint at ${seq} is forged: its signature does not hold`);
      }
      if (!trusts(checkpoint.publicKey)) {
        stranger = checkpoint;
        return;
      }
      if (seq > last.seq) {
        const problem = `${missing(last.seq + 1, seq)}: the checkpoint at ${seq} has signed more`;
        return fault({ seq: last.seq + 1, id: null, problem });
      }
      if (seq < last.seq) return at(`the checkpoint at ${seq} does not stand behind its entry`);
      if (checkpoint.hash !== last.hash) {
        return at(
          `the chain was rewritten between ${signed?.seq ?? after.seq} and ${seq}: it does not end in the hash that was signed`,
        );
      }
      signed = checkpoint;
    },

    end(unsealed) {
      const signedThrough = signed?.seq ?? after.seq;
      if (signedThrough < last.seq) fault(unsignedTail(signedThrough));
      return {
        ok: broken === null,
        workspaceId,
        entries,
        after: after.seq,
        through: last.seq,
        signedThrough,
        unsealed,
        checkpoint: signed,
        broken,
      };
    },
  };

  function faultOf(entry: SealedEntry): Break | null {
    const { seq, id } = entry;
    if (seq > last.seq + 1) {
      const problem = `${missing(last.seq + 1, seq - 1)}: ${last.seq} is followed by ${seq} (${id})`;
      return { seq: last.seq + 1, id: null, problem };
    }
    if (seq !== last.seq + 1) {
      return { seq, id, problem: `${id} was inserted or moved: ${seq} comes behind ${last.seq}` };
    }
    if (entry.workspaceId !== workspaceId) {
      return { seq, id, problem: `${id} belongs to another workspace's trail` };
    }
    if (linkAfter(last, entry).hash !== entry.hash) {
      const problem = `${id} at ${seq} is not what was sealed: it was changed, or another entry put in its place`;
      return { seq, id, problem };
    }
    return null;
  }

  function unsignedTail(signedThrough: number): Break {
    const which = `the entries from ${signedThrough + 1} on are signed by`;
    const problem =
      stranger === null
        ? `${which} nobody`
        : `${which} a key that is not trusted here (${stranger.keyId}, ${stranger.publicKey})`;
    return { seq: signedThrough + 1, id: null, problem };
  }
}

function missing(from: number, to: number): string {
  return from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;
}
