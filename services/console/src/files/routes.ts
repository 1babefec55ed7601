/** Serves files that people sent to a bot, passed on from Telegram as they come. */
import {
  Bytes,
  cacheControl,
  operations,
  type Principal,
  problem,
  type Route,
  route,
} from "@lumenflow/api";
import type { Database, UpdateRow } from "@lumenflow/db";
import {
  type Answer,
  classify,
  describeFile,
  type FileDescription,
  mostFileBytes,
  type OpenedFile,
} from "@lumenflow/telegram";
import type { ConnectionDeps } from "../connections/deps.ts";
import { type OpenTokenDeps, openToken } from "../connections/open-token.ts";
import { botOf, refusalOf } from "../connections/telegram.ts";
import { isId } from "../ids.ts";

export interface FileDeps extends OpenTokenDeps {
  readonly database: OpenTokenDeps["database"] & Pick<Database, "updates">;
  readonly telegram: ConnectionDeps["telegram"];
}

/** Each holds a connection to Telegram for as long as its reader takes. */
const mostAtOnce = 48;
/** However slow the reader is. */
const longestMs = 10 * 60_000;

export function fileRoutes(deps: FileDeps): Route[] {
  const { updates } = deps.database;
  let open = 0;

  async function found(
    { workspaceId }: Principal,
    { id, fileId }: { readonly id: string; readonly fileId: string },
  ): Promise<{ update: UpdateRow; file: FileDescription }> {
    const update = isId(id) ? await updates.find(workspaceId, id) : null;
    if (update === null) throw problem.notFound("There is no update of this id here.");
    const file = describeFile(update.body, fileId);
    if (file === null) throw problem.notFound("This update names no such file.");
    return { update, file };
  }

  return [
    route(
      operations.getUpdateFile,
      async ({ params, principal, range, ifNoneMatch, signal: gone }) => {
        const { update, file } = await found(principal, params);
        const { mimeType, fileName, uniqueId } = file;
        const etag = uniqueId === null ? undefined : `"${encodeURIComponent(uniqueId)}"`;
        if (etag !== undefined && ifNoneMatch === etag) {
          return { status: 304, headers: { etag, "cache-control": cacheControl({ etag }) } };
        }
        if ((file.size ?? 0) > mostFileBytes) throw tooLarge();
        const { connectionId: id } = update;
        const token = await openToken({ workspaceId: principal.workspaceId, id }, deps);
        if (open >= mostAtOnce) {
          throw problem.rateLimited(1, "Many files are being fetched already. Try again in 1 s.");
        }
        open += 1;
        const close = once(() => {
          open -= 1;
        });
        gone.addEventListener("abort", close, { once: true });
        const signal = AbortSignal.any([gone, AbortSignal.timeout(longestMs)]);
        const answer = await botOf(token, deps).openFile(params.fileId, { range, signal });
        if (answer.kind !== "ok") {
          close();
          throw refusal(answer);
        }
        const { status, size, contentRange = null, bytes } = answer.result;
        const source = until(bytes, close);
        return {
          status,
          body: new Bytes({ source, size, mimeType, fileName, etag, contentRange }),
        };
      },
    ),
  ];
}

async function* until(
  source: AsyncIterable<Uint8Array>,
  close: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } finally {
    close();
  }
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

/** What Telegram's no means for a file, in words for whoever wanted to see it. */
function refusal(answer: Exclude<Answer<OpenedFile>, { kind: "ok" }>) {
  if (answer.kind === "unknown") return refusalOf("getFile", answer);
  if (answer.code === 413) return tooLarge();
  if (answer.code === 416) return problem.unreadable(416, "The file has no such part.");
  const { class: outcome } = classify({ method: "getFile", answer });
  // A token that is refused, or a wait that was asked for, is no matter of this file.
  const ofTheBot = outcome === "connection_unusable" || outcome === "rate_limited";
  if (answer.code !== 410 && ofTheBot) return refusalOf("getFile", answer);
  return problem.conflict(
    "Telegram does not give this file any more: it was deleted, or is kept no longer. What was said of it is still in the update.",
  );
}

function tooLarge() {
  return problem.conflict(
    "The file is larger than 20 MB: Telegram gives bots no larger ones. It can be seen in Telegram itself.",
  );
}
