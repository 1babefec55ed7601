/** An object with one field changed; what is undefined is left out. */
export function withField(fields: object, name: string, to: unknown): object {
  const { [name]: _before, ...rest } = fields as Record<string, unknown>;
  return to === undefined ? rest : { ...rest, [name]: to };
}
