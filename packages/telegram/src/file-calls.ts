/** Fetches what Telegram keeps for a bot: files by their id, as they come, and a bot's own picture. */
import type { Answer, CallOptions } from "./answer.ts";
import { causeText } from "./cause-text.ts";
import { objectOf, textOf } from "./exact-json.ts";
import type { Transport } from "./transport.ts";

/** The Bot API gives bots no larger file (core.telegram.org/bots/api#getfile). */
export const mostFileBytes = 20 * 1024 * 1024;

export interface OpenedFile {
  /** 206 where a range was asked for and given. */
  readonly status: 200 | 206;
  /** Of what comes, where the server says so. */
  readonly size: number | undefined;
  /** `bytes 0-9/100`, with 206. */
  readonly contentRange: string | undefined;
  /** Throws without a word about addresses where it breaks off or is larger than it may be. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface OpenOptions extends CallOptions {
  /** A `Range` header of one range. */
  readonly range?: string | undefined;
}

export interface FileCalls {
  /**
   * A file that Telegram keeps. Its address holds the token, so it is asked for here and never shown;
   * redirects are not followed. A refusal has getFile's code and words; 413 says that it is larger
   * than bots get, 416 that it has no such range, 410 that there is nothing where getFile pointed.
   */
  openFile(fileId: string, options?: OpenOptions): Promise<Answer<OpenedFile>>;
  /** The file id of the bot's own picture, in the smallest size that is sharp; null where it has none. */
  ownPicture(botId: string, options?: CallOptions): Promise<Answer<string | null>>;
}

interface Server {
  readonly token: string;
  /** Without a slash at its end. */
  readonly root: string;
  readonly transport: Pick<Transport, "open">;
}

type Call = (
  method: string,
  params?: Readonly<Record<string, unknown>>,
  options?: CallOptions,
) => Promise<Answer>;

/** Pixels: an avatar of 52 on a screen of three to one. */
const sharpWidth = 156;

export function fileCalls(call: Call, { token, root, transport }: Server): FileCalls {
  async function openFile(
    fileId: string,
    { signal, range }: OpenOptions = {},
  ): Promise<Answer<OpenedFile>> {
    const started = performance.now();
    const elapsed = () => Math.round(performance.now() - started);
    const refused = (code: number, description: string): Answer<never> => ({
      ...{ kind: "refused", code, description, parameters: {}, elapsedMs: elapsed() },
    });
    const found = await call("getFile", { file_id: fileId }, signal && { signal });
    if (found.kind === "refused" && /file is too big/i.test(found.description)) {
      return refused(413, found.description);
    }
    if (found.kind !== "ok") return found;
    const file = objectOf(found.result);
    if (Number(file?.file_size ?? 0) > mostFileBytes) return refused(413, "file is too big");
    const path = pathOf(textOf(file?.file_path));
    if (path === null) return refused(410, "the server gives no address for this file");
    try {
      const { status, headers, body } = await transport.open({
        url: `${root}/file/bot${token}/${path}`,
        headers: { "accept-encoding": "identity", ...(range !== undefined && { range }) },
        signal: signal ?? AbortSignal.timeout(60_000),
      });
      const size = numberIn(headers["content-length"]);
      const refuse = (code: number, description: string) => {
        body.destroy();
        return refused(code, description);
      };
      if (size !== undefined && size > mostFileBytes) return refuse(413, "file is too big");
      if (status === 200 || status === 206) {
        const contentRange = status === 206 ? textIn(headers["content-range"]) : undefined;
        const bytes = bounded(body);
        return { kind: "ok", result: { status, size, contentRange, bytes }, elapsedMs: elapsed() };
      }
      if (status === 416) return refuse(416, "the file has no such range");
      if (status >= 400 && status < 500) return refuse(410, `HTTP ${status} for a file`);
      body.destroy();
      const cause = `HTTP ${status} for a file`;
      return { kind: "unknown", status, written: true, elapsedMs: elapsed(), cause };
    } catch (error) {
      const cause = causeText(error, token);
      return { kind: "unknown", written: true, elapsedMs: elapsed(), cause };
    }
  }

  return {
    openFile,
    async ownPicture(botId, options) {
      const answer = await call("getUserProfilePhotos", { user_id: botId, limit: 1 }, options);
      if (answer.kind !== "ok") return answer;
      const [sizes] = listOf(objectOf(answer.result)?.photos);
      const bySize = listOf(sizes)
        .map(objectOf)
        .toSorted((a, b) => Number(a?.width ?? 0) - Number(b?.width ?? 0));
      const sharp = bySize.find((size) => Number(size?.width ?? 0) >= sharpWidth);
      return { ...answer, result: textOf((sharp ?? bySize.at(-1))?.file_id) };
    },
  };
}

/** A server of one's own in local mode answers with a place on its disk: nothing to fetch there. */
function pathOf(path: string | null): string | null {
  if (path === null || path.startsWith("/") || path.split("/").includes("..")) return null;
  return path.split("/").map(encodeURIComponent).join("/");
}

async function* bounded(
  body: AsyncIterable<Uint8Array> & { destroy(): unknown },
): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const bytes of body) {
      size += bytes.length;
      if (size > mostFileBytes) break;
      yield bytes;
    }
  } catch {
    throw new Error("Telegram's file broke off");
  } finally {
    body.destroy();
  }
  if (size > mostFileBytes) throw new Error("Telegram's file is larger than it may be");
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textIn(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : undefined;
}

function numberIn(header: string | string[] | undefined): number | undefined {
  const text = textIn(header);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
