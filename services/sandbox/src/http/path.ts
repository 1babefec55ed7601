/** Decodes parts of a path without failing on a bad escape. */

/** The part as it is when it cannot be decoded. */
export function decodePart(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
