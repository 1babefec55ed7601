import { expect, test } from "vitest";
import { openApiDocument } from "./openapi.ts";
import { operations } from "./operations.ts";
import { eventTypes } from "./schemas/event.ts";

const document = openApiDocument("1.2.3");

test("every operation stands in the document under its path and method", () => {
  const listed = Object.values(document.paths ?? {}).flatMap((path) =>
    Object.values(path).map((operation) => operation.operationId),
  );
  expect(listed.toSorted()).toEqual(Object.keys(operations).toSorted());
});

test("an operation's key, id and success status agree", () => {
  for (const [key, operation] of Object.entries(operations)) {
    expect(operation.id).toBe(key);
    const found = document.paths?.[operation.path]?.[operation.method];
    expect(Object.keys(found?.responses ?? {})).toContain(String(operation.answer.status));
  }
});

test("sending says that it needs an Idempotency-Key, and what each status means", () => {
  const post = document.paths?.["/messages"]?.post;
  expect(post?.parameters).toContainEqual(
    expect.objectContaining({ in: "header", name: "Idempotency-Key", required: true }),
  );
  expect(post?.responses?.["409"]).toMatchObject({ description: expect.stringContaining("E011") });
});

test("every type of event is a webhook of the document", () => {
  expect(Object.keys(document.webhooks ?? {}).toSorted()).toEqual(eventTypes.toSorted());
});

test("every reference in the document has a target", () => {
  const text = JSON.stringify(document);
  const targets = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(targets.length).toBeGreaterThan(0);
  for (const name of targets) expect(document.components?.schemas).toHaveProperty(name as string);
});
