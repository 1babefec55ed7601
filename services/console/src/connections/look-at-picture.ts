/** Fetches a bot's own picture from Telegram while somebody waits: small, soon, and a picture indeed. */
import { createHash } from "node:crypto";
import type { ConnectionRow, Database, Picture } from "@lumenflow/db";
import { HEAD_BYTES, sniff } from "@lumenflow/media";
import type { BotApi } from "@lumenflow/telegram";

const patienceMs = 2_500;
/** Telegram's sizes of this width come to a tenth of it. */
const mostBytes = 512 * 1024;
const pictures: readonly string[] = ["image/jpeg", "image/png", "image/webp"];

type PictureCalls = Pick<BotApi, "ownPicture" | "openFile">;

/** Null where the bot has none; undefined where that could not be found out. Never throws. */
export async function lookAtPicture(
  bot: PictureCalls,
  botId: string,
): Promise<Picture | null | undefined> {
  const signal = AbortSignal.timeout(patienceMs);
  const found = await bot.ownPicture(botId, { signal });
  if (found.kind !== "ok") return undefined;
  if (found.result === null) return null;
  const opened = await bot.openFile(found.result, { signal });
  if (opened.kind !== "ok") return undefined;
  const bytes = await whole(opened.result.bytes);
  if (bytes === null) return undefined;
  const mimeType = sniff(bytes.subarray(0, HEAD_BYTES), "");
  if (!pictures.includes(mimeType)) return undefined;
  return { bytes, mimeType, digest: createHash("sha256").update(bytes).digest("hex") };
}

/** Looks, and keeps what is seen for the connection. */
export async function keepPicture(
  { workspaceId, id, botId }: Pick<ConnectionRow, "workspaceId" | "id" | "botId">,
  bot: PictureCalls,
  { database: { pictures } }: { readonly database: Pick<Database, "pictures"> },
): Promise<void> {
  const seen = await lookAtPicture(bot, botId);
  if (seen !== undefined) await pictures.keep(workspaceId, id, seen);
}

/** As an address that needs no server. */
export function dataAddress({ bytes, mimeType }: Picture): string {
  return `data:${mimeType};base64,${Buffer.from(bytes).toString("base64")}`;
}

/** Null where it is larger than a picture may be, or broke off. */
async function whole(source: AsyncIterable<Uint8Array>): Promise<Buffer | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of source) {
      size += piece.length;
      if (size > mostBytes) return null;
      pieces.push(piece);
    }
  } catch {
    return null;
  }
  return Buffer.concat(pieces);
}
