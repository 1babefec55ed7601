/**
 * Floods an ingress until it is told to stop, in a process of its own: the victim's load must not
 * wait for it. Says at the end what it was answered. The plan comes as JSON in the first argument.
 */
import { randomBytes } from "node:crypto";
import { requestOf } from "../load/connection.ts";
import { drive } from "../load/drive.ts";
import { pace } from "../load/pace.ts";
import { updateOf } from "../updates.ts";

export interface Plan {
  /** The webhook's address without its key. */
  readonly url: string;
  readonly connections: number;
  /** A steady rate; without one as fast as it is answered. */
  readonly perSecond?: number | undefined;
  /** Without one each request has a key that somebody invented. */
  readonly key?: string | undefined;
  readonly secret?: string | undefined;
}

const plan = JSON.parse(process.argv[2] ?? "") as Plan;
let going = true;
process.once("SIGTERM", () => {
  going = false;
});

const inventedKey = () =>
  `${randomBytes(16).toString("base64url")}.${randomBytes(16).toString("base64url")}`;

const { connections, secret = "" } = plan;
const url = new URL(plan.url);
const chats = 64;
let updateId = 1;

function next(): Buffer {
  const to = new URL(url);
  to.searchParams.set("key", plan.key ?? inventedKey());
  updateId += 1;
  return requestOf({
    url: to,
    headers: { "x-telegram-bot-api-secret-token": secret },
    body: updateOf(updateId % chats, updateId),
  });
}

const load = { url, connections, next, goOn: () => going, expected: [200, 401, 404, 429, 503] };
const { perSecond } = plan;
const { statuses, seconds } = await (perSecond === undefined
  ? drive(load)
  : pace({ ...load, perSecond }));
const answers = [...statuses].toSorted().map(([status, count]) => {
  return `${(count / seconds).toFixed(0)}/s × ${status}`;
});
process.stdout.write(`answered ${answers.join(", ")}\n`);
