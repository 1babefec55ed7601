/** What the tests of the webhook route share: bodies, requests and what is expected of a problem. */

import { request } from "undici";
import { expect } from "vitest";
import type { Answer, Bot } from "./world.ts";

export const json = { "content-type": "application/json" };
export const secretOf = (bot: Bot) => ({ "x-telegram-bot-api-secret-token": bot.secret });

export const requests = "lumenflow_webhook_requests_total";
export const dispatched = "lumenflow_updates_dispatched_total";

export const message = (id: number | string, text = "hello") =>
  `{"update_id":${id},\n"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":${JSON.stringify(text)}}}`;

export function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  const body = JSON.parse(answer.text);
  expect(body).toMatchObject({ status, code, requestId: answer.headers["x-request-id"] });
  expect(typeof body.title).toBe("string");
}

export async function post(
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<Answer> {
  const answer = await request(url, { method: "POST", headers, body });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}

export async function inTurn<T>(times: number, work: (turn: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let turn = 0; turn < times; turn += 1) results.push(await work(turn));
  return results;
}
