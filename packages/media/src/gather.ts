/** Gathers the bytes that a content names: fetched now and kept, or uploaded before. */
import type { Repositories } from "@lumenflow/db";
import { type Fault, type MediaFile, mostBytes, type WantedFile } from "@lumenflow/telegram";
import { type FetchUrl, NotFetched } from "./fetch-url.ts";
import { EmptyFile, inspect, TooLarge } from "./inspect.ts";
import type { Incoming, Receive } from "./receive.ts";

export interface GatherOptions extends Pick<Incoming, "workspaceId" | "createdBy"> {
  /** False: looked at and forgotten, as for a preview. */
  readonly keep: boolean;
  /** What stood behind an address when it was fetched before: it is not fetched again. */
  readonly known?: ReadonlyMap<string, MediaFile> | undefined;
  readonly signal: AbortSignal;
}

export type Gathered =
  | { readonly ok: true; readonly files: readonly MediaFile[] }
  | {
      readonly ok: false;
      readonly faults: readonly Fault[];
      /** Nothing is wrong but that uploads are named that are not there. */
      readonly unknown: boolean;
    };

/** In the order in which they are wanted. */
export type Gather = (wanted: readonly WantedFile[], options: GatherOptions) => Promise<Gathered>;

/** All files of a message together. */
const PATIENCE_MS = 30_000;

const noUpload = "There is no upload of this id here.";

export function createGather(deps: {
  readonly uploads: Pick<Repositories["uploads"], "find">;
  readonly receive: Receive;
  readonly fetchUrl: Pick<FetchUrl, "fetch">;
}): Gather {
  const { uploads, receive, fetchUrl } = deps;

  return async (wanted, options) => {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(PATIENCE_MS)]);
    const found = await Promise.all(wanted.map((each) => gatherOne(each, { ...options, signal })));
    const faults = found.flatMap((each) => ("message" in each ? [each] : []));
    if (faults.length > 0) {
      const unknown = faults.every((fault) => fault.message === noUpload);
      return { ok: false, faults, unknown };
    }
    return { ok: true, files: found.flatMap((each) => ("message" in each ? [] : [each])) };
  };

  async function gatherOne(wanted: WantedFile, options: GatherOptions): Promise<MediaFile | Fault> {
    const { path, source } = wanted;
    if ("uploadId" in source) return uploaded(path, source.uploadId, options.workspaceId);
    const known = options.known?.get(source.url);
    if (known?.uploadId != null) return uploaded(path, known.uploadId, options.workspaceId);
    const maxBytes = mostBytes(wanted.kind);
    try {
      const { fileName, bytes } = await fetchUrl.fetch(source.url, maxBytes, options.signal);
      if (options.keep) return await receive(bytes, { ...options, fileName, maxBytes });
      const onPiece = async () => {};
      const looked = await inspect(bytes, { fileName, maxBytes, onPiece });
      return { uploadId: null, fileName, ...looked };
    } catch (error) {
      if (error instanceof TooLarge) {
        const message = `The file has more than ${maxBytes} bytes; Telegram takes no more as ${wanted.kind}.`;
        return { path, message };
      }
      if (error instanceof EmptyFile) return { path, message: "The file is empty." };
      if (!(error instanceof NotFetched)) throw error;
      return { path, message: `The file could not be fetched: ${error.message}.` };
    }
  }

  async function uploaded(path: string, id: string, workspaceId: string) {
    const row = /^upl_\w{1,64}$/.test(id) ? await uploads.find(workspaceId, id) : null;
    if (row === null) return { path, message: noUpload };
    if (row.status === "erased") {
      return { path, message: "The upload is not kept any more. Upload the file again." };
    }
    const { fileName, mimeType, size, sha256 } = row;
    return { uploadId: id, fileName, mimeType, size, sha256 };
  }
}
