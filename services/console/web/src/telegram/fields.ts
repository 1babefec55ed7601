/** Reads fields of a Bot API payload, which is JSON of any shape to us. */

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

export function textAt(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === "string" ? value : null;
}

export function numberAt(fields: Fields, name: string): number | null {
  const value = fields[name];
  return typeof value === "number" ? value : null;
}

export function idAt(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}
