/** Reads a file that somebody chose, as the control API takes it. */
import type { SentFile } from "./api.ts";

export async function base64Of(file: Blob): Promise<string> {
  const reader = new FileReader();
  const read = new Promise<string>((resolve, reject) => {
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error("The file could not be read."));
  });
  reader.readAsDataURL(file);
  return (await read).replace(/^[^,]*,/, "");
}

/** As a Telegram client would send it. */
export async function asSent(file: File): Promise<SentFile> {
  const { name, type: mimeType } = file;
  return { kind: kindOf(mimeType), name, mimeType, base64: await base64Of(file) };
}

function kindOf(mimeType: string): SentFile["kind"] {
  if (mimeType === "image/gif") return "animation";
  if (/^image\/(jpeg|png|webp)$/.test(mimeType)) return "photo";
  if (mimeType === "video/mp4") return "video";
  if (/^audio\/ogg/.test(mimeType)) return "voice";
  return mimeType.startsWith("audio/") ? "audio" : "document";
}
