/** An object with one field changed; what is empty is left out. */
export function withField(fields: object, name: string, to: unknown): object {
  const { [name]: _before, ...rest } = fields as Record<string, unknown>;
  const isEmpty = to === undefined || to === "" || (Array.isArray(to) && to.length === 0);
  return isEmpty ? rest : { ...rest, [name]: to };
}
