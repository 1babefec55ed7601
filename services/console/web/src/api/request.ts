/** The one way in which pages talk to the server. */
import { problemIn, unreachable } from "./api-problem.ts";

const basePath = "/api/v1";

export interface RequestOptions {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The answer's JSON, or undefined where it has none.
 * @throws ApiProblem for every other answer and for none; an AbortError where `signal` was aborted.
 */
export async function request<T>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  { body, query, headers, signal }: RequestOptions = {},
): Promise<T> {
  const answer = await fetch(basePath + path + searchOf(query), {
    method,
    headers: {
      accept: "application/json",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  if (!answer.ok) throw await problemIn(answer);
  const text = await answer.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

function searchOf(query: RequestOptions["query"] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? "" : `?${search}`;
}
