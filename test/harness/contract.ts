/** Holds what the server answers to what the OpenAPI document says: its status, its type, every field. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

type Schema = Record<string, unknown>;

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
}

interface Documented {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, { readonly content?: Record<string, Media> }>;
}

export interface OpenApi {
  readonly paths?: Record<string, Record<string, Documented>>;
  readonly components?: { readonly schemas?: Record<string, Schema> };
}

export interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  /** The body as it came. */
  readonly text: string;
}

export interface Contract {
  /** What of an answer is not documented; empty for paths that no operation has. */
  faultsOf(method: string, path: string, answer: Answer): string[];
  /** Which of the documented examples the schemas beside them do not take, and which are missing. */
  faultsOfExamples(): string[];
}

const json = /^application\/(problem\+)?json$/;

export function createContract(document: OpenApi): Contract {
  const ajv = new Ajv2020({ strict: false, allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const schemas = document.components?.schemas ?? {};
  ajv.addSchema({
    $id: "api",
    closed: mapped(schemas, (schema) => strict(schema)),
    open: mapped(schemas, (schema) => strict(schema, "open")),
  });
  const compiled = new Map<Schema, ValidateFunction>();
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
      operation,
    })),
  );

  function faultsIn(schema: Schema, value: unknown): string[] {
    const known = compiled.get(schema) ?? ajv.compile(strict(schema));
    compiled.set(schema, known);
    if (known(value)) return [];
    return (known.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || "/"} ${message} ${JSON.stringify(params)}`,
    );
  }

  return {
    faultsOf(method, path, { status, contentType, text }) {
      const [bare = ""] = path.split("?", 1);
      // A path without parameters is meant where one with them would match as well.
      const found = operations
        .filter((each) => each.method === method && each.pattern.test(bare))
        .toSorted((a, b) => a.path.split("{").length - b.path.split("{").length)[0];
      if (found === undefined) return [];
      const name = `${method} ${found.path}`;
      const documented = found.operation.responses[String(status)];
      if (documented === undefined) return [`${name}: ${status} is not documented: ${text}`];
      const type = contentType?.split(";", 1)[0] ?? "";
      const { content } = documented;
      if (content === undefined) return text === "" ? [] : [`${name}: ${status} has no body`];
      const media = content[type];
      if (media === undefined) {
        // A file says what it is by itself.
        if (content["application/octet-stream"] !== undefined) return [];
        return [`${name}: ${status} is documented as ${Object.keys(content)}, not as ${type}`];
      }
      if (!json.test(type) || media.schema === undefined) return [];
      return faultsIn(media.schema, JSON.parse(text)).map((fault) => `${name}: ${status} ${fault}`);
    },

    faultsOfExamples: () =>
      operations.flatMap(({ method, path, operation }) => {
        const bodies = [
          ["request", operation.requestBody?.content ?? {}] as const,
          ...Object.entries(operation.responses).map(
            ([status, { content = {} }]) => [status, content] as const,
          ),
        ];
        return bodies.flatMap(([where, content]) =>
          Object.entries(content)
            .filter(([type]) => json.test(type))
            .flatMap(([, { schema, example }]) => {
              const name = `${method} ${path} ${where}`;
              if (example === undefined) return [`${name}: there is no example`];
              return faultsIn(schema ?? {}, example).map((fault) => `${name}: ${fault}`);
            }),
        );
      }),
  };
}

/**
 * A field that is not documented is a fault, although schemas allow it: clients may ignore more, but
 * we say all. What is put together by `allOf` is closed around its parts, which stay open themselves.
 */
function strict(schema: Schema, self: "closed" | "open" = "closed"): Schema {
  const { $ref } = schema;
  if (typeof $ref === "string") {
    const { $ref: _, ...beside } = schema;
    return { ...beside, $ref: `api#/${self}/${$ref.slice($ref.lastIndexOf("/") + 1)}` };
  }
  const closed: Schema = { ...schema };
  const children = (name: string, how: "closed" | "open") => {
    const list = schema[name];
    if (Array.isArray(list)) closed[name] = list.map((each: Schema) => strict(each, how));
  };
  children("allOf", "open");
  children("anyOf", self);
  children("oneOf", self);
  if (isSchema(schema.items)) closed.items = strict(schema.items);
  if (isSchema(schema.additionalProperties)) {
    closed.additionalProperties = strict(schema.additionalProperties);
  }
  if (isSchema(schema.properties)) {
    closed.properties = mapped(schema.properties as Record<string, Schema>, (each) => strict(each));
  }
  const composed = Array.isArray(schema.allOf);
  const bounded = schema.properties !== undefined && schema.additionalProperties === undefined;
  if (self === "closed" && (composed || bounded)) closed.unevaluatedProperties = false;
  return closed;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}

function mapped<T>(given: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, change(value)]));
}
