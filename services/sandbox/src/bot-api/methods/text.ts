/** sendMessage, and how texts and captions are read. */
import { formatText } from "../../entities/format.ts";
import type { Params } from "../../params/params.ts";
import type { Json } from "../../state/types.ts";
import { badRequest } from "../errors.ts";
import type { Method } from "../method.ts";
import { readTarget, sendOne } from "./send.ts";

const LONGEST_TEXT = 4_096;
const LONGEST_CAPTION = 1_024;

/** Throws ApiError 400 for an empty, too long or badly marked-up text. */
export function readText(params: Params): Json {
  if (!params.text("text")) throw badRequest("message text is empty");
  const { text, entities } = formatText({
    text: params.text("text"),
    parseMode: params.text("parse_mode"),
    entities: params.json("entities"),
  });
  if (!text) throw badRequest("text must be non-empty");
  if (text.length > LONGEST_TEXT) throw badRequest("message is too long");
  return { text, ...(entities.length > 0 ? { entities } : {}) };
}

export interface CaptionInput {
  caption: string;
  parseMode: string;
  entities: unknown;
}

export function readCaption({ caption, parseMode, entities: given }: CaptionInput): Json {
  if (!caption) return {};
  const { text, entities } = formatText({ text: caption, parseMode, entities: given });
  if (text.length > LONGEST_CAPTION) throw badRequest("message caption is too long");
  if (!text) return {};
  return { caption: text, ...(entities.length > 0 ? { caption_entities: entities } : {}) };
}

export const sendMessage: Method = (deps, call) => {
  const content = readText(call.params);
  return sendOne(deps, call, content, readTarget(deps, call));
};
