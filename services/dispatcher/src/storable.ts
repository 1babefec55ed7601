/** Makes any text one that Postgres takes. */

/** Postgres holds neither NUL nor half of a surrogate pair; escaped in a JSON text both are fine. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\ufffd");
}
