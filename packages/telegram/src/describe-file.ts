/** Finds in an update what Telegram says of a file that it names. */

export interface FileDescription {
  /** Stays the same for the same bytes, whoever asks. */
  readonly uniqueId: string | null;
  /** As Telegram or the sender said; of what Telegram itself makes, what it always is. */
  readonly mimeType: string;
  readonly fileName: string;
  readonly size: number | null;
}

type Fields = Readonly<Record<string, unknown>>;

interface Found {
  /** The field that held it, such as `photo` or `thumbnail`. */
  readonly field: string;
  readonly file: Fields;
}

/** Deeper than any update that Telegram sends. */
const deepest = 24;

/** `body` is the update's JSON. Null where it names no file of this id, or is no JSON. */
export function describeFile(body: string, fileId: string): FileDescription | null {
  let update: unknown;
  try {
    update = JSON.parse(body);
  } catch {
    return null;
  }
  const found = find(update, "", fileId, 0);
  if (found === null) return null;
  const { field, file } = found;
  const mimeType = typeOf(field, file);
  return {
    uniqueId: text(file.file_unique_id),
    mimeType,
    fileName: text(file.file_name) ?? `${field}.${endings[mimeType] ?? "bin"}`,
    size: typeof file.file_size === "number" ? file.file_size : null,
  };
}

function find(value: unknown, field: string, fileId: string, depth: number): Found | null {
  if (typeof value !== "object" || value === null || depth > deepest) return null;
  if (Array.isArray(value)) {
    return first(value, (item) => find(item, field, fileId, depth + 1));
  }
  const file = value as Fields;
  if (file.file_id === fileId) return { field, file };
  return first(Object.entries(file), ([name, item]) => find(item, name, fileId, depth + 1));
}

function first<Item>(items: readonly Item[], look: (item: Item) => Found | null): Found | null {
  for (const item of items) {
    const found = look(item);
    if (found !== null) return found;
  }
  return null;
}

function typeOf(field: string, file: Fields): string {
  switch (field) {
    case "photo":
    case "new_chat_photo":
    case "thumbnail":
    case "thumb":
      return "image/jpeg";
    case "sticker":
      if (file.is_animated === true) return "application/x-tgsticker";
      return file.is_video === true ? "video/webm" : "image/webp";
    case "voice":
      return text(file.mime_type) ?? "audio/ogg";
    case "video_note":
      return "video/mp4";
    default:
      return text(file.mime_type) ?? "application/octet-stream";
  }
}

const endings: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "video/webm": "webm",
  "video/mp4": "mp4",
  "audio/ogg": "ogg",
  "application/x-tgsticker": "tgs",
};

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
