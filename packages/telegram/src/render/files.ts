/** Where a request's media come from, and how a call refers to the bytes that travel with it. */
import type { Fault } from "./fault.ts";
import { faultOfFile, type MediaFile, type MediaKind, nameFor } from "./media-kinds.ts";

/** Exactly one of these. */
export interface MediaSource {
  /** Fetched when the message is asked for. */
  readonly url?: string | undefined;
  /** Telegram's own, which belongs to the bot. */
  readonly fileId?: string | undefined;
  /** Of an upload. */
  readonly uploadId?: string | undefined;
}

/** Bytes that a content needs and does not hold itself, in the order in which it names them. */
export interface WantedFile {
  /** Of the field that names them, such as `content.items[1].url`. */
  readonly path: string;
  readonly kind: MediaKind;
  readonly source: { readonly url: string } | { readonly uploadId: string };
}

/** A file that travels with a call, under the name by which its parameters refer to it. */
export interface PartFile extends MediaFile {
  readonly name: string;
}

/** What a source needs fetched; nothing for a file that Telegram has already. */
export function wantedFile(
  source: MediaSource,
  kind: MediaKind,
  path: string,
): WantedFile | undefined {
  const { url, uploadId } = source;
  if (url !== undefined) return { path: `${path}.url`, kind, source: { url } };
  if (uploadId === undefined) return undefined;
  return { path: `${path}.uploadId`, kind, source: { uploadId } };
}

/** Hands the files out in the order in which they were wanted. */
export class FileShelf {
  readonly #given: readonly MediaFile[];
  readonly #taken: PartFile[] = [];
  readonly #faults: Fault[] = [];

  constructor(files: readonly MediaFile[]) {
    this.#given = files;
  }

  /** What stands in the call: Telegram's id, or a reference to a file beside it. */
  refer(source: MediaSource, kind: MediaKind, path: string): string {
    const wanted = wantedFile(source, kind, path);
    if (wanted === undefined) return this.#fileId(source.fileId ?? "", path);
    const file = this.#given[this.#taken.length];
    if (file === undefined) throw new Error(`${wanted.path} was not taken in`);
    const fault = faultOfFile(kind, file);
    if (fault !== null) this.#faults.push({ path: wanted.path, message: fault });
    const name = `file${this.#taken.length}`;
    this.#taken.push({ ...file, fileName: nameFor(kind, file), name });
    return `attach://${name}`;
  }

  /** Anything else Telegram's server might take for an address, or for a path on its own disk. */
  #fileId(fileId: string, path: string): string {
    if (!/^[\w-]{1,255}$/.test(fileId)) {
      this.#faults.push({ path: `${path}.fileId`, message: "This is no file id of Telegram's." });
    }
    return fileId;
  }

  get taken(): readonly PartFile[] {
    return this.#taken;
  }

  get faults(): readonly Fault[] {
    return this.#faults;
  }
}
