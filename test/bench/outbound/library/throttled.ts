/**
 * The same load by grammY's own means, as its documentation advises: the throttler in front of every
 * call, and auto-retry around it, so that what is tried again goes through the throttler again.
 * Everything lives in the memory of this process.
 */
import { readFileSync } from "node:fs";
import { autoRetry } from "@grammyjs/auto-retry";
import { apiThrottler } from "@grammyjs/transformer-throttler";
import { Api } from "grammy";
import { type Scene, speakEverySecond } from "../scene.ts";

const [, , file = ""] = process.argv;
const { apiRoot, big, small } = JSON.parse(readFileSync(file, "utf8")) as Pick<
  Scene,
  "big" | "small"
> & {
  apiRoot: string;
};

function open(token: string): Api {
  const api = new Api(token, { apiRoot, timeoutSeconds: 20 });
  api.config.use(apiThrottler(), autoRetry());
  return api;
}

const bots = small.map(({ bot }) => open(bot.token));
const stopSpeaking = speakEverySecond({ small }, async (bot, chatId, text) => {
  await bots[bot]?.sendMessage(chatId, text);
});
const broadcaster = open(big.bot.token);
const outcomes = await Promise.allSettled(
  big.chatIds.map((chatId, n) => broadcaster.sendMessage(chatId, String(n))),
);
await stopSpeaking();
const failed = outcomes.filter(({ status }) => status === "rejected").length;
console.log(`done, ${failed} failed`);
process.exit(0);
