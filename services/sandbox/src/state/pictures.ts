/** Gives out bots' pictures as files, each under another id to every bot that asks. */
import type { Files, StoredFile } from "./files.ts";
import type { Bot } from "./types.ts";

export interface Pictures {
  /** The picture of `shown`, which has one, as `asking` can fetch it. */
  of(asking: Bot, shown: Bot): StoredFile;
}

export function createPictures(files: Files): Pictures {
  const given = new Map<string, { picture: string; fileId: string }>();
  return {
    of(asking, shown) {
      const { picture = "" } = shown;
      const key = `${asking.id}/${shown.id}`;
      const before = given.get(key);
      const known = before?.picture === picture ? files.get(asking.id, before.fileId) : undefined;
      if (known) return known;
      const bytes = Buffer.from(picture, "base64");
      const file = files.add(asking.id, "photos", bytes, "picture.jpg", "image/jpeg");
      given.set(key, { picture, fileId: file.fileId });
      return file;
    },
  };
}
