import { expect, test } from "vitest";
import { createLogger } from "./logger.ts";

const token = "123456789:AAF3xyzABCDEFGHIJKLMNOPQRSTUVWXYZ12";

function setup() {
  const lines: string[] = [];
  const logger = createLogger({
    name: "test",
    level: "debug",
    destination: { write: (line: string) => void lines.push(line) },
  });
  const last = () => JSON.parse(lines.at(-1) ?? "null") as Record<string, unknown>;
  return { logger, lines, last };
}

test("masks payload texts and secrets at any depth", () => {
  const { logger, lines, last } = setup();
  logger.info(
    { connectionId: "conn_1", message: { text: "hello", nested: [{ caption: "hi there" }] } },
    "got",
  );
  logger.info({
    headers: { Authorization: "x1", cookie: "x2", "X-Telegram-Bot-Api-Secret-Token": "x3" },
  });
  logger.info({
    botToken: "x4",
    password: "x5",
    payload: { x6: 1 },
    secret_token: "x7",
    metricsToken: "x8",
  });

  const all = lines.join("");
  for (const secret of ["hello", "hi there", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8"]) {
    expect(all).not.toContain(secret);
  }
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    connectionId: "conn_1",
    msg: "got",
    level: "info",
  });
  expect(last()).toMatchObject({ botToken: "[redacted]" });
});

test("scrubs messages, interpolated values and child bindings", () => {
  const { logger, lines } = setup();
  logger.info(`calling /bot${token}/getMe`);
  logger.info("token is %s", token);
  logger.child({ url: `https://h/?key=abc123`, token: "plain" }).info("child");
  const all = lines.join("");
  for (const secret of ["AAF3xyz", "abc123", "plain"]) expect(all).not.toContain(secret);
});

test("describes errors with their causes wherever they stand", () => {
  const { logger, lines, last } = setup();
  const cause = Object.assign(new Error(`POST /bot${token}/x`), { code: "ETIMEDOUT" });
  const error = Object.assign(new Error("outer"), { error: cause, payload: { text: "private" } });
  logger.error(error);
  expect(last()).toMatchObject({ err: { message: "outer", cause: { code: "ETIMEDOUT" } } });
  logger.error({ err: error, deep: { error } }, "failed");
  expect(last()).toMatchObject({
    err: { message: "outer" },
    deep: { error: { message: "outer" } },
  });
  const all = lines.join("");
  expect(all).not.toContain("AAF3xyz");
  expect(all).not.toContain("private");
});

test("survives circles, bytes and big integers, and leaves counts alone", () => {
  const { logger, last } = setup();
  const circle: Record<string, unknown> = { update: 3, id: 9n, bytes: Buffer.from("abc") };
  circle.self = circle;
  logger.info({ circle });
  expect(last().circle).toEqual({ update: 3, id: "9", bytes: "[3 bytes]", self: "[circular]" });
});
