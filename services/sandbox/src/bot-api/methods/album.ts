/** sendMediaGroup: several messages that share one media_group_id. */
import { randomInt } from "node:crypto";
import type { Json } from "../../state/types.ts";
import { badRequest } from "../errors.ts";
import type { Method, MethodCall, MethodDeps } from "../method.ts";
import { type MediaKind, mediaContent } from "./media.ts";
import { readTarget, sendOne } from "./send.ts";

const KINDS = new Set(["photo", "video", "audio", "document", "animation"]);

export const sendMediaGroup: Method = (deps, call) => {
  const media = call.params.json("media");
  if (!Array.isArray(media)) throw badRequest("can't parse media JSON object");
  if (media.length < 2 || media.length > 10) {
    throw badRequest("group of media must include 2-10 items");
  }
  const target = readTarget(deps, call);
  const contents = media.map((item) => itemContent(deps, call, item));
  const group = String(randomInt(10 ** 13, 2 ** 47));
  return contents.map((content, index) => {
    // The real server loses the ids of items already delivered when a later one fails.
    if (call.fault?.failItem === index + 1) {
      const reason = call.fault.description ?? "Internal Server Error";
      throw badRequest(`failed to send message #${index + 1} with the error message "${reason}"`);
    }
    return sendOne(deps, call, { media_group_id: group, ...content }, target);
  });
};

/** What a message shows of an InputMedia. Throws ApiError. */
export function itemContent(deps: MethodDeps, call: MethodCall, item: unknown): Json {
  const fields = (typeof item === "object" && item !== null ? item : {}) as Json;
  const kind = String(fields.type ?? "");
  if (!KINDS.has(kind))
    throw badRequest("can't parse InputMedia: type must be one of the known ones");
  const text = (name: string) => String(fields[name] ?? "");
  return mediaContent(deps, call, {
    kind: kind as MediaKind,
    value: text("media"),
    upload: undefined,
    caption: text("caption"),
    parseMode: text("parse_mode"),
    entities: fields.caption_entities,
    detail: text,
  });
}
