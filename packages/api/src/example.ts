/** Makes an example of a schema, out of the examples of its fields, so that it cannot differ from it. */

/** A JSON Schema as the document has it. */
export type Schema = { readonly [keyword: string]: unknown };

export interface Components {
  readonly [name: string]: Schema;
}

/** Deeper than any example needs to be read: what nests itself, such as a condition, ends here. */
const deepest = 8;

/** Every field that has to be there, and of the others those that say an example of themselves. */
export function exampleOf(schema: Schema, components: Components, depth = 0): unknown {
  const said = saidBy(schema, components);
  if (said !== undefined) return said;
  const { $ref, allOf, const: fixed, enum: choices } = schema;
  const next = (each: unknown) => exampleOf(each as Schema, components, depth + 1);
  if (typeof $ref === "string") return next(components[nameIn($ref)] ?? {});
  if (fixed !== undefined) return fixed;
  if (Array.isArray(choices)) return choices[0];
  if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map(next));
  const any = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(any)) return next(any[0]);
  const { type } = schema;
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === "object") return objectOf(schema, components, depth);
  if (kind === "array")
    return depth >= deepest && !schema.minItems ? [] : [next(schema.items ?? {})];
  if (kind === "integer" || kind === "number") return numberOf(schema);
  if (kind === "boolean") return true;
  if (kind === "string") return textOf(schema);
  return kind === "null" ? null : {};
}

function objectOf(schema: Schema, components: Components, depth: number): unknown {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  const shown = Object.entries(properties).filter(
    ([name, each]) =>
      required.includes(name) || (depth < deepest && saidBy(each, components) !== undefined),
  );
  return Object.fromEntries(
    shown.map(([name, each]) => [name, exampleOf(each, components, depth + 1)]),
  );
}

function saidBy({ example, examples, $ref }: Schema, components: Components): unknown {
  if (example !== undefined) return example;
  if (Array.isArray(examples)) return examples[0];
  if (typeof $ref !== "string") return undefined;
  const { example: of } = components[nameIn($ref)] ?? {};
  return of;
}

function numberOf({ minimum = 0, exclusiveMinimum, default: otherwise }: Schema): unknown {
  if (otherwise !== undefined) return otherwise;
  return typeof exclusiveMinimum === "number" ? exclusiveMinimum + 1 : minimum;
}

function textOf({ format, default: otherwise, minLength = 1 }: Schema): unknown {
  if (otherwise !== undefined) return otherwise;
  if (format === "date-time") return "2026-11-22T09:30:00.000Z";
  if (format === "uri") return "https://example.org/";
  return "text".padEnd(Number(minLength), "…");
}

function nameIn(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}
