/** Shows what became of a message, and waits for it where that is asked for. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { tool } from "../tool.ts";

/** Nothing more happens to these by itself; an uncertain one waits for a person. */
const settled = ["sent", "failed", "uncertain", "rejected", "expired", "cancelled", "blocked"];

const lookEveryMs = 500;

export const followMessage = tool({
  name: "follow_message",
  title: "Follow a message",
  description: [
    "A message with its status, its parts, Telegram's ids and every transition.",
    "With `waitSeconds` it waits until the status changes, or nothing more happens by itself.",
    "`uncertain` means that nobody knows whether it was delivered: a person decides, do not send it again.",
    "Needs the scope messages:read.",
  ].join(" "),
  reads: true,
  input: z.strictObject({
    id: z.string().describe("`msg_…`, as send_message answered"),
    waitSeconds: z.number().min(0).max(25).default(0),
  }),
  async run({ id, waitSeconds }, { ask, signal }) {
    const until = performance.now() + waitSeconds * 1_000;
    const look = async () => {
      const text = await ask("getMessage", { params: { id } });
      return { text, status: (JSON.parse(text) as { status: string }).status };
    };
    const first = await look();
    let now = first;
    while (now.status === first.status && !settled.includes(now.status)) {
      const left = until - performance.now();
      if (left <= 0 || signal.aborted) break;
      // Woken by its end: whoever asked has gone.
      await sleep(Math.min(lookEveryMs, left), undefined, { signal }).catch(() => undefined);
      now = await look();
    }
    return now.text;
  },
});
