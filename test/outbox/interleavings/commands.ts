/** What can happen to an outbox, each as a command whose targets are chosen among what there is. */
import type { Outcome, OutcomeClass } from "@lumenflow/telegram";
import fc from "fast-check";
import type { LineCall } from "./line-owner.ts";
import type { Model, ModelMessage } from "./model.ts";
import { chats, type Real, trustedChat } from "./world.ts";

type Command = fc.AsyncCommand<Model, Real>;

/** A command with a name, for the report of a sequence that fails. */
function command(
  name: string,
  run: (model: Model, real: Real) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Command {
  return {
    check,
    async run(model, real) {
      await run(model, real);
      await real.check();
    },
    toString: () => name,
  };
}

const hasMessages = (model: Model) => model.messages.size > 0;

function pick(model: Model, index: number): ModelMessage {
  const all = [...model.messages.values()];
  return all[index % all.length] as ModelMessage;
}

interface Asked {
  readonly chatId: string;
  readonly parts: number;
  readonly priority: string;
  readonly later: boolean;
}

/** Asks for a message of so many parts, which is approved at once where its chat is trusted. */
export async function askFor(
  model: Model,
  real: Real,
  { chatId, parts, priority, later }: Asked,
): Promise<void> {
  const text = `${model.messages.size} ${"a".repeat(4_096 * (parts - 1))}`.trim();
  const { status, body } = await real.api("POST", "/messages", {
    key: `${real.connectionId}-${model.messages.size}`,
    body: {
      connectionId: real.connectionId,
      chatId,
      content: { type: "text", text },
      priority,
      ...(later && { sendAt: new Date(Date.now() + 3_600_000).toISOString() }),
    },
  });
  if (status !== 202) throw new Error(JSON.stringify(body));
  const approved = chatId === trustedChat ? await approvedTexts(real, body.id) : null;
  model.messages.set(body.id, {
    id: body.id,
    chatId,
    approved,
    expired: false,
    forged: false,
    passed: false,
  });
}

const ask = fc
  .record({
    chatId: fc.constantFrom(trustedChat, ...chats),
    parts: fc.constantFrom(1, 1, 1, 2, 3),
    priority: fc.constantFrom("interactive", "bulk"),
    later: fc.constantFrom(false, false, true),
  })
  .map((asked) =>
    command(
      `ask(${asked.chatId}, ${asked.parts}, ${asked.priority}${asked.later ? ", later" : ""})`,
      (model, real) => askFor(model, real, asked),
    ),
  );

async function approvedTexts(real: Real, messageId: string): Promise<string[]> {
  const rows = await real.query<{ text: string }>(
    "SELECT payload->>'text' AS text FROM message_parts WHERE message_id = $1 ORDER BY ordinal",
    [messageId],
  );
  return rows.map(({ text }) => text);
}

const decide = fc
  .record({ index: fc.nat(30), how: fc.constantFrom("approved", "approved", "rejected", "edited") })
  .map(({ index, how }) =>
    command(
      `${how}(${index})`,
      async (model, real) => {
        const message = pick(model, index);
        const [approval] = await real.query<{ id: string; digest: string }>(
          "SELECT id, digest FROM approvals WHERE message_id = $1 AND status = 'pending'",
          [message.id],
        );
        if (approval === undefined) return;
        const answer = await real.api("POST", `/approvals/${approval.id}/resolve`, {
          caller: "approver",
          body: {
            decision: how === "rejected" ? "rejected" : "approved",
            digest: approval.digest,
            ...(how === "edited" && { content: { type: "text", text: `edited ${message.id}` } }),
          },
        });
        if (answer.status !== 200) return;
        if (how !== "rejected") message.approved = await approvedTexts(real, message.id);
      },
      hasMessages,
    ),
  );

const cancel = fc.nat(30).map((index) =>
  command(
    `cancel(${index})`,
    async (model, real) => {
      await real.api("POST", `/messages/${pick(model, index).id}/cancel`);
    },
    hasMessages,
  ),
);

/** Its time passes; whether the keeper has noticed is another matter. */
const lapse = fc.nat(30).map((index) =>
  command(
    `lapse(${index})`,
    async (model, real) => {
      const message = pick(model, index);
      message.expired = true;
      await real.query(
        "UPDATE messages SET expires_at = now() - interval '1 second' WHERE id = $1",
        [message.id],
      );
    },
    hasMessages,
  ),
);

const keep = fc.constant(
  command("keeper", async (_, real) => {
    await real.expireDue();
    await real.query(
      "UPDATE messages SET send_at = now() - interval '1 second' WHERE connection_id = $1 AND status = 'scheduled'",
      [real.connectionId],
    );
    await real.releaseDue();
  }),
);

const pause = fc.boolean().map((pausing) =>
  command(pausing ? "pause" : "resume", async (model, real) => {
    const { workspaceId, connectionId: id } = real;
    const change = { workspaceId, id, direction: "outbound", initiator: "user:x" } as const;
    await real.database.connections[pausing ? "pause" : "resume"](change);
    model.paused = pausing;
  }),
);

/** As a verified connection goes on after its token was refused. */
const mend = fc.constant(
  command("mend", async (_, real) => {
    await real.query(
      "UPDATE connections SET status = 'active' WHERE id = $1 AND status = 'action_required'",
      [real.connectionId],
    );
  }),
);

async function partsThatAre(status: string, real: Real, messageId: string): Promise<string[]> {
  const rows = await real.query<{ id: string }>(
    "SELECT id FROM message_parts WHERE message_id = $1 AND status = $2",
    [messageId, status],
  );
  return rows.map(({ id }) => id);
}

const resolve = fc
  .record({ index: fc.nat(30), outcome: fc.constantFrom("delivered", "resend", "abandon") })
  .map(({ index, outcome }) =>
    command(
      `${outcome}(${index})`,
      async (model, real) => {
        const { id } = pick(model, index);
        const doubtful = await partsThatAre("uncertain", real, id);
        const body = { outcome, reason: "looked" };
        const answer = await real.api("POST", `/messages/${id}/resolve`, { body });
        if (answer.status === 200 && outcome === "resend") model.decide(doubtful);
      },
      hasMessages,
    ),
  );

const retry = fc.nat(30).map((index) =>
  command(
    `retry(${index})`,
    async (model, real) => {
      const { id } = pick(model, index);
      const failed = await partsThatAre("failed", real, id);
      const answer = await real.api("POST", `/messages/${id}/retry`);
      if (answer.status === 200) model.decide(failed);
    },
    hasMessages,
  ),
);

const takeOver = fc.constant(command("take over", (_, real) => real.takeOver()));

/** Nobody will ever hear what became of its calls. */
const crash = fc.nat(3).map((index) =>
  command(`crash(${index})`, async (_, real) => {
    real.owners.splice(index % Math.max(1, real.owners.length), 1);
  }),
);

const step = fc.record({ index: fc.nat(3), deaf: fc.boolean() }).map(({ index, deaf }) =>
  command(`step(${index}${deaf ? ", deaf" : ""})`, async (model, real) => {
    await stepOwner(model, real, index, deaf);
  }),
);

/** What is approved is something else than what the message says; or that is put right again. */
const forge = fc.record({ index: fc.nat(30), forging: fc.boolean() }).map(({ index, forging }) =>
  command(
    `${forging ? "forge" : "put right"}(${index})`,
    async (model, real) => {
      const message = pick(model, index);
      if (!(await real.forge(message.id, forging))) return;
      message.forged = forging;
      message.passed = true;
    },
    hasMessages,
  ),
);

/** One of the owners, the newest first, begins a call. */
export async function stepOwner(
  model: Model,
  real: Real,
  index: number,
  deaf = false,
): Promise<boolean> {
  // Whoever is gone is followed by somebody.
  if (real.owners.length === 0) await real.takeOver();
  const owner = real.owners.at(-1 - (index % Math.max(1, real.owners.length)));
  const call = await owner?.step(deaf);
  if (call === undefined) return false;
  if (owner !== real.newest) throw new Error(`${call.part.partId} goes out by a former owner`);
  const { partId, messageId, chatId, payload } = call.part;
  const rows = await real.query<{ ordinal: number }>(
    "SELECT ordinal FROM message_parts WHERE id = $1",
    [partId],
  );
  const send = model.send({
    partId,
    messageId,
    chatId,
    place: call.place,
    text: String(payload.text),
    ordinal: rows[0]?.ordinal ?? -1,
  });
  sends.set(call, send);
  return true;
}

const sends = new WeakMap<LineCall, ReturnType<Model["send"]>>();

export type Answered = Exclude<OutcomeClass, "migrated">;

const answer = fc
  .record({
    index: fc.nat(10),
    as: fc.constantFrom<Answered>(
      "delivered",
      "delivered",
      "not_delivered_retry",
      "rate_limited",
      "uncertain",
      "failed_message",
      "failed_chat",
      "connection_unusable",
    ),
  })
  .map(({ index, as }) =>
    command(`answer(${index}, ${as})`, async (_, real) => {
      const calls = real.owners.flatMap((owner) => owner.calls);
      const call = calls[index % Math.max(1, calls.length)];
      if (call !== undefined) await answerCall(call, as);
    }),
  );

export async function answerCall(call: LineCall, as: Answered): Promise<void> {
  const send = sends.get(call);
  // Certainly not sent: it does no harm if it goes out again.
  if (send !== undefined && as !== "delivered" && as !== "uncertain") send.mayRepeat = true;
  await call.answer(outcomeOf(as));
}

let messageIds = 0;

function outcomeOf(as: Answered): Outcome {
  const meaning = { code: as, description: as, remedy: "" };
  switch (as) {
    case "delivered":
      messageIds += 1;
      return { ...meaning, class: as, messageIds: [String(messageIds)] };
    case "rate_limited":
      return { ...meaning, class: as, retryAfterSeconds: 3, maybeRestart: false };
    case "failed_chat":
      return { ...meaning, class: as, scope: "chat" };
    case "uncertain":
      return { ...meaning, class: as, known: { written: true, status: null, elapsedMs: 1 } };
    default:
      return { ...meaning, class: as };
  }
}

const often = <T>(times: number, what: T): T[] => Array.from({ length: times }, () => what);

/** A line is there to be sent: what fills and drains it comes more often than what disturbs it. */
export const commands = [
  ...often(6, ask),
  ...often(4, decide),
  ...often(8, step),
  ...often(7, answer),
  ...often(2, resolve),
  ...often(2, retry),
  ...often(2, takeOver),
  ...[cancel, lapse, lapse, keep, forge, forge, pause, pause, mend, crash],
];
