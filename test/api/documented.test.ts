/** The OpenAPI document by itself: its examples, and what the check of running answers would notice. */
import { openApiDocument } from "@lumenflow/api";
import { expect, test } from "vitest";
import { createContract, type OpenApi } from "../harness/contract.ts";

const document = openApiDocument("1.2.3") as unknown as OpenApi;
const contract = createContract(document);

test("every JSON body of a request and of an answer has an example, which its schema takes", () => {
  expect(contract.faultsOfExamples()).toEqual([]);
});

test("an answer is held to its status, its type and its fields", () => {
  const answer = (status: number, body: unknown, contentType = "application/json") =>
    contract.faultsOf("GET", "/approvals/appr_1?x=1", {
      ...{ status, contentType, text: JSON.stringify(body) },
    });
  const operation = document.paths?.["/approvals/{id}"]?.get;
  const approval = operation?.responses["200"]?.content?.["application/json"]?.example as object;
  expect(answer(200, approval)).toEqual([]);
  expect(answer(200, { ...approval, extra: 1 })).toEqual([expect.stringContaining("extra")]);
  expect(answer(200, { ...approval, chat: { id: 1 } }).length).toBeGreaterThan(0);
  expect(answer(418, approval)).toEqual([expect.stringContaining("418 is not documented")]);
  expect(answer(200, approval, "text/html")).toEqual([expect.stringContaining("text/html")]);
  expect(
    contract.faultsOf("GET", "/nothing", { status: 404, contentType: null, text: "" }),
  ).toEqual([]);
});
