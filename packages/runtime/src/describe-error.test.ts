import { expect, test } from "vitest";
import { describeError } from "./describe-error.ts";

const token = "123456789:AAF3xyzABCDEFGHIJKLMNOPQRSTUVWXYZ12";

test("follows causes and grammY's .error, scrubbed", () => {
  const inner = Object.assign(new Error(`request to /bot${token}/getMe failed`), {
    code: "ECONNRESET",
  });
  const http = Object.assign(new Error("Network request failed"), { error: inner });
  const outer = new Error("could not send", { cause: http });

  const description = describeError(outer);

  expect(description.cause?.cause).toMatchObject({ name: "Error", code: "ECONNRESET" });
  expect(JSON.stringify(description)).not.toContain("AAF3xyz");
});

test("gives an aggregate error the messages of its parts", () => {
  const error = new AggregateError([
    new Error("refused on ::1"),
    new Error("refused on 127.0.0.1"),
  ]);
  expect(describeError(error).message).toBe("refused on ::1; refused on 127.0.0.1");
});

test("describes what is not an error, and ends on a circle of causes", () => {
  expect(describeError({ token: 1 })).toEqual({ name: "NotAnError", message: '{"token":1}' });
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  expect(describeError(circular).message).toBe("[object Object]");
  const error = new Error("round");
  error.cause = error;
  expect(describeError(error).cause?.message).toBe("round");
});
