/** The operations as the OpenAPI document of a running house declares them. */
import type { House } from "./house.ts";

export interface Documented {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
  /** Only people who have one of them may. */
  readonly roles: readonly string[] | undefined;
  /** Nobody needs a credential. */
  readonly open: boolean;
  readonly takesJson: boolean;
  /** The names of its parameters behind the question mark. */
  readonly query: readonly string[];
  /** The answer never ends by itself. */
  readonly streams: boolean;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly "x-scopes": string[];
  readonly "x-roles"?: string[];
  readonly security?: unknown[];
  readonly parameters?: { readonly in: string; readonly name: string }[];
  readonly requestBody?: { content: Record<string, unknown> };
  readonly responses: Record<string, { content?: Record<string, unknown> }>;
}

export async function documented(house: House): Promise<Documented[]> {
  const document = (await (await fetch(`${house.origin}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, DocumentedOperation>>;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      scopes: operation["x-scopes"],
      roles: operation["x-roles"],
      open: operation.security?.length === 0,
      query: (operation.parameters ?? []).flatMap((each) =>
        each.in === "query" ? [each.name] : [],
      ),
      takesJson: operation.requestBody?.content["application/json"] !== undefined,
      streams: operation.responses["200"]?.content?.["text/event-stream"] !== undefined,
    })),
  );
}
