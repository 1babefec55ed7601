/** A tool as data, and what it works with: the API's own operations, on behalf of one key. */
import type { OperationId, Principal } from "@lumenflow/api";
import type { z } from "zod";

export interface ToolContext {
  readonly principal: Principal;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
  /**
   * Asks an operation as over HTTP: same scopes, same checks, same handler. The answer's JSON.
   * @throws Problem
   */
  ask(operation: OperationId, given: Given): Promise<string>;
}

export interface Given {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
}

export interface Tool<I extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  /** Nothing is changed by it. */
  readonly reads: boolean;
  /** The answer as JSON text. @throws Problem */
  readonly run: (input: z.output<I>, context: ToolContext) => Promise<string>;
}

/** Keeps the input's types. */
export function tool<I extends z.ZodObject>(declared: Tool<I>): Tool {
  return declared as unknown as Tool;
}
