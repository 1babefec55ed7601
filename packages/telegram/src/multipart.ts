/** Writes parameters and files as one multipart body, whose length is known before its first byte. */
import { randomBytes } from "node:crypto";

/** A file that travels with a call. */
export interface FileToSend {
  /** By which a parameter refers to it: `attach://<name>`. */
  readonly name: string;
  readonly fileName: string;
  readonly mimeType: string;
  /** Exactly as many bytes as `bytes` gives. */
  readonly size: number;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

export interface MultipartBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Not grammY's: that one ends a body properly although a file's bytes break off, and Telegram would
 * take the half for the whole. Here the length is promised, and an error of a file's breaks the request.
 */
export function multipart(
  params: Readonly<Record<string, unknown>>,
  files: readonly FileToSend[],
): MultipartBody {
  const boundary = `lumenflow${randomBytes(18).toString("hex")}`;
  const fields = Object.entries(params).filter(([, value]) => value != null);
  const head = Buffer.from(
    fields.map(([name, value]) => section(boundary, `name="${name}"`, textOf(value))).join(""),
  );
  const heads = files.map(({ name, fileName, mimeType }) => {
    const about = `name="${name}"; filename="${quoted(fileName)}"\r\nContent-Type: ${mimeType}`;
    return Buffer.from(section(boundary, about));
  });
  const newline = Buffer.from("\r\n");
  const end = Buffer.from(`--${boundary}--\r\n`);
  const sizes = files.map(({ size }, index) => (heads[index]?.length ?? 0) + size + newline.length);

  async function* body(): AsyncGenerator<Uint8Array> {
    yield head;
    for (const [index, file] of files.entries()) {
      yield heads[index] ?? newline;
      yield* file.bytes();
      yield newline;
    }
    yield end;
  }
  return {
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": String(sizes.reduce((sum, size) => sum + size, head.length + end.length)),
    },
    body: body(),
  };
}

function section(boundary: string, about: string, value?: string): string {
  const head = `--${boundary}\r\nContent-Disposition: form-data; ${about}\r\n\r\n`;
  return value === undefined ? head : `${head}${value}\r\n`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** As browsers write names. */
function quoted(name: string): string {
  return name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
