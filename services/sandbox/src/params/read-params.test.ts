import { expect, test } from "vitest";
import { paramsFrom } from "./read-params.ts";

const query = (text = "") => new URLSearchParams(text);
const json = (text: string, q = "") =>
  paramsFrom(query(q), "application/json; charset=utf-8", Buffer.from(text));

test("the query string wins over every kind of body", async () => {
  expect((await json('{"text":"body"}', "text=query")).text("text")).toBe("query");
  const form = await paramsFrom(
    query("text=query"),
    "application/x-www-form-urlencoded",
    Buffer.from("text=body&other=1"),
  );
  expect([form.text("text"), form.int("other")]).toEqual(["query", 1]);
});

test("JSON values that are not strings become their raw text", async () => {
  const params = await json(
    '{"chat_id":12345678901234567890,"flag":true,"nothing":null,"o":{"a":1}}',
  );
  expect(params.text("chat_id")).toBe("12345678901234567890");
  expect(params.bool("flag")).toBe(true);
  expect(params.text("nothing")).toBe("null");
  expect(params.json("o")).toEqual({ a: 1 });
});

test("an object and the same object in a string are equivalent", async () => {
  const nested = await json('{"reply_markup":{"inline_keyboard":[]}}');
  const inString = await json('{"reply_markup":"{\\"inline_keyboard\\":[]}"}');
  expect(nested.json("reply_markup")).toEqual(inString.json("reply_markup"));
});

test("malformed JSON and other content types count as no parameters", async () => {
  expect((await json('{"text":"a"', "chat_id=1")).text("text")).toBe("");
  const plain = await paramsFrom(query(), "text/plain", Buffer.from('{"text":"a"}'));
  expect(plain.has("text")).toBe(false);
});

test("multipart carries fields and files", async () => {
  const form = new FormData();
  form.set("chat_id", "5");
  form.set("photo", new File(["bytes"], "p.png", { type: "image/png" }));
  const response = new Response(form);
  const params = await paramsFrom(
    query(),
    response.headers.get("content-type") ?? "",
    Buffer.from(await response.arrayBuffer()),
  );
  expect(params.text("chat_id")).toBe("5");
  expect(params.file("photo")).toMatchObject({ name: "p.png", mimeType: "image/png" });
});

test("the journal shows values as they were meant and no secret", async () => {
  const params = await json(
    '{"secret_token":"s3cret","url":"https://a.example/h?key=abc&x=1","text":"12","limit":5}',
  );
  expect(params.forJournal()).toEqual({
    secret_token: "***",
    url: "https://a.example/h?key=***&x=1",
    text: "12",
    limit: 5,
  });
});
