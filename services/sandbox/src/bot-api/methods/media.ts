/** sendPhoto, sendDocument, sendVideo, sendAudio, sendVoice, sendAnimation and sendSticker. */
import type { UploadedFile } from "../../params/params.ts";
import type { Json } from "../../state/types.ts";
import type { Method, MethodCall, MethodDeps } from "../method.ts";
import { readFile } from "./media-file.ts";
import { readTarget, sendOne } from "./send.ts";
import { type CaptionInput, readCaption } from "./text.ts";

export type MediaKind =
  | "photo"
  | "document"
  | "video"
  | "audio"
  | "voice"
  | "animation"
  | "sticker"
  | "video_note";

export interface FileDetails extends CaptionInput {
  kind: MediaKind;
  /** A field that only some kinds have, such as duration. */
  detail(name: string): string;
}

export interface MediaInput extends FileDetails {
  value: string;
  upload: UploadedFile | undefined;
}

export function mediaContent(deps: MethodDeps, call: MethodCall, input: MediaInput): Json {
  return fileContent(readFile(deps, call, input.kind, input.value, input.upload), input);
}

/** What the message carries; duplicates for old clients included (TELEGRAM.md §1.11). */
export function fileContent(file: Json, input: FileDetails): Json {
  const { kind, detail } = input;
  const number = (name: string, fallback: number) => Number.parseInt(detail(name), 10) || fallback;
  const size = {
    width: number("width", Number(file.width ?? 1280)),
    height: number("height", Number(file.height ?? 720)),
  };
  const duration = number("duration", 0);
  const caption = kind === "sticker" || kind === "video_note" ? {} : readCaption(input);
  const isTrue = (name: string) => detail(name) === "true";
  const veiled = {
    ...(isTrue("show_caption_above_media") ? { show_caption_above_media: true } : {}),
    ...(isTrue("has_spoiler") ? { has_media_spoiler: true } : {}),
  };
  switch (kind) {
    case "photo":
      return { photo: [{ ...file, ...size }], ...caption, ...veiled };
    case "video":
      return { video: { duration, ...size, ...file }, ...caption, ...veiled };
    case "animation": {
      const animation = { duration, ...size, ...file };
      return { animation, document: file, ...caption, ...veiled };
    }
    case "audio": {
      const named = { title: detail("title"), performer: detail("performer") };
      const shown = Object.fromEntries(Object.entries(named).filter(([, text]) => text));
      return { audio: { duration, ...shown, ...file }, ...caption };
    }
    case "voice":
      return { voice: { duration, mime_type: "audio/ogg", ...file }, ...caption };
    case "video_note":
      return { video_note: { duration, length: number("length", 384), ...file } };
    case "sticker":
      return {
        sticker: {
          width: 512,
          height: 512,
          emoji: detail("emoji") || "👍",
          is_animated: false,
          is_video: false,
          type: "regular",
          ...file,
        },
      };
    case "document":
      return { document: file, ...caption };
  }
}

function sendMedia(kind: MediaKind): Method {
  return (deps, call) => {
    const { params } = call;
    const target = readTarget(deps, call);
    const content = mediaContent(deps, call, {
      kind,
      value: params.text(kind),
      upload: params.file(kind),
      caption: params.text("caption"),
      parseMode: params.text("parse_mode"),
      entities: params.json("caption_entities"),
      detail: params.text,
    });
    return sendOne(deps, call, content, target);
  };
}

export const sendPhoto = sendMedia("photo");
export const sendDocument = sendMedia("document");
export const sendVideo = sendMedia("video");
export const sendAudio = sendMedia("audio");
export const sendVoice = sendMedia("voice");
export const sendAnimation = sendMedia("animation");
export const sendSticker = sendMedia("sticker");
export const sendVideoNote = sendMedia("video_note");
