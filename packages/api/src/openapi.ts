/** Renders the operations as an OpenAPI 3.1 document. */
import { OpenAPIRegistry, OpenApiGeneratorV31 } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { type Components, exampleOf, type Schema } from "./example.ts";
import { basePath, type Operation, tags } from "./operation.ts";
import { operations } from "./operations.ts";
import { type Code, codes } from "./problem.ts";
import { problemBody } from "./schemas/common.ts";
import { eventSummaries, events, eventTypes } from "./schemas/event.ts";
import { fileBytes } from "./schemas/upload.ts";

const always: readonly Code[] = ["E060"];
const behindCredentials: readonly Code[] = ["E001", "E002", "E003", "E004"];

const description = [
  "Connect Telegram bots, receive updates, and send with a human in the loop.",
  "Errors are problems (RFC 9457) with a `code`; `errors` names each fault by its field.",
  "What is wrong by itself is `400 E010`, also a parameter or field that is not known here, or a parameter that is given twice.",
  "An id that names nothing here, or only in another workspace, is `404 E044`, whether it stands in the path or in the body (then `errors` names the field); in a query it is a filter that finds nothing.",
  "A path that is asked by a method it does not have answers `405 E010` with `Allow`.",
].join(" ");

/** The document served at `/api/v1/openapi.json`; `version` is the product's. */
export function openApiDocument(version: string) {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", "apiKey", {
    type: "http",
    scheme: "bearer",
    description: "An API key, `lf_…`",
  });
  registry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "lumenflow.session_token",
    description: "The console's session",
  });
  for (const operation of Object.values(operations) as Operation[]) {
    registry.registerPath(pathOf(operation));
  }
  for (const type of eventTypes) {
    registry.registerWebhook({
      method: "post",
      path: type,
      summary: eventSummaries[type],
      request: {
        body: { required: true, content: { "application/json": { schema: events[type] } } },
      },
      responses: { "2XX": { description: "It arrived" } },
    });
  }
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "LumenFlow Telegram",
      version,
      description,
    },
    servers: [{ url: basePath }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: tags.map((name) => ({ name })),
  });
  giveExamples(document as unknown as Exemplified);
  return document;
}

interface Media {
  schema: Schema;
  example?: unknown;
}

/** What of the document has examples. */
interface Exemplified {
  readonly components: { readonly schemas: Components };
  readonly paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        requestBody?: { content: Record<string, Media> };
        responses: Record<string, { content?: Record<string, Media> }>;
      }
    >
  >;
}

/** Every body that is JSON, of a request and of an answer, with an example that its schema takes. */
function giveExamples({ components, paths }: Exemplified): void {
  const byId = new Map((Object.values(operations) as Operation[]).map((each) => [each.id, each]));
  const all = Object.values(paths).flatMap((methods) => Object.values(methods));
  for (const { operationId, requestBody, responses } of all) {
    const asked = requestBody?.content["application/json"];
    if (asked !== undefined) {
      asked.example = byId.get(operationId)?.example ?? exampleOf(asked.schema, components.schemas);
    }
    for (const { content } of Object.values(responses)) {
      const answered = content?.["application/json"];
      if (answered !== undefined) answered.example = exampleOf(answered.schema, components.schemas);
    }
  }
}

function pathOf(operation: Operation): Parameters<OpenAPIRegistry["registerPath"]>[0] {
  const { answer, body, params, query } = operation;
  return {
    operationId: operation.id,
    method: operation.method,
    path: operation.path,
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    tags: [operation.tag],
    "x-scopes": [...operation.scopes],
    ...(operation.roles && { "x-roles": [...operation.roles], security: [{ session: [] }] }),
    ...(operation.open && { security: [] }),
    request: {
      ...(params && { params: params as z.ZodObject }),
      ...(query && { query: query as z.ZodObject }),
      ...(operation.idempotent && { headers: idempotencyHeader }),
      ...(operation.streams && { headers: lastEventHeader }),
      ...(operation.partly && { headers: partlyHeaders }),
      ...(body && { body: { required: true, content: { "application/json": { schema: body } } } }),
      ...(operation.takesBytes && {
        body: { required: true, content: { "application/octet-stream": { schema: fileBytes } } },
      }),
    },
    responses: {
      [answer.status]: {
        description: operation.summary,
        ...(answer.status !== 204 && {
          content: Object.fromEntries(
            mediaTypesOf(operation).map((type) => [type, { schema: answer.schema }]),
          ),
        }),
      },
      ...(operation.partly && partlyAnswers(mediaTypesOf(operation))),
      ...problemsOf(operation),
    },
  };
}

/** Of a file beside its 200: a part of it, that the caller has it, and that it has no such part. */
function partlyAnswers(types: readonly string[]) {
  const content = Object.fromEntries(types.map((type) => [type, { schema: fileBytes }]));
  return {
    206: { description: "The part that `Range` asked for", content },
    304: { description: "It is still the one that `If-None-Match` names" },
    416: problemAnswer("E010 The file has no such part", "E010", 416),
  };
}

function mediaTypesOf({ streams, givesBytes }: Operation): readonly string[] {
  return streams ? ["text/event-stream"] : (givesBytes ?? ["application/json"]);
}

const idempotencyHeader = z.object({
  "Idempotency-Key": z.string().min(1).max(255).openapi({ description: "New for every message" }),
});

const lastEventHeader = z.object({
  "Last-Event-ID": z.string().optional().openapi({
    description: "The `id` of the last event that was read: the stream goes on behind it",
  }),
});

const partlyHeaders = z.object({
  Range: z.string().optional().openapi({ description: "One range of bytes: `bytes=0-1023`" }),
  "If-None-Match": z.string().optional().openapi({ description: "The `ETag` of an answer before" }),
});

/** One response per status, naming the codes that it can carry. */
function problemsOf(operation: Operation) {
  const input = operation.params || operation.query || operation.body || operation.takesBytes;
  const possible: Code[] = [
    ...always,
    ...(operation.open ? [] : behindCredentials),
    ...(input ? (["E010"] as const) : []),
    ...(operation.idempotent ? (["E012"] as const) : []),
    ...(operation.problems ?? []),
  ];
  const byStatus = Map.groupBy(possible, (code) => codes[code].status);
  const unreadable =
    operation.body || operation.takesBytes
      ? {
          413: problemAnswer("E010 The body is too large", "E010", 413),
          415: problemAnswer("E010 The body is of another type than is taken", "E010", 415),
        }
      : {};
  return {
    ...Object.fromEntries(
      [...byStatus].map(([status, list]) => {
        const description = list.map((code) => `${code} ${codes[code].title}`).join(" · ");
        return [status, problemAnswer(description, list[0] ?? "E060", status)];
      }),
    ),
    ...unreadable,
  };
}

function problemAnswer(description: string, code: Code, status: number) {
  const example = {
    type: `urn:lumenflow:problem:${code}`,
    title: codes[code].title,
    status,
    detail: "What happened, and what to do about it.",
    code,
    requestId: "3f1d2c66-9f0e-4d7a-8f3b-0e6d5a1c7b42",
    ...(code === "E010" && {
      errors: [{ path: "chatId", message: "must be a whole number, as a string or a number" }],
    }),
  };
  return { description, content: { "application/problem+json": { schema: problemBody, example } } };
}
