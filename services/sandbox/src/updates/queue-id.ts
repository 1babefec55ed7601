/** Names the strict FIFO that an update waits in on its way to the webhook. */
import type { Json } from "../state/types.ts";

const SHIFT = 2n ** 33n;

/** kind → whose id, and how many times 2³³ is added (TELEGRAM.md §1.1; Client.cpp 17030-18050). */
const RULES: Record<string, { id: (body: Json) => unknown; shift: bigint }> = {
  message: { id: chat, shift: 0n },
  edited_message: { id: chat, shift: 0n },
  channel_post: { id: chat, shift: 0n },
  edited_channel_post: { id: chat, shift: 0n },
  inline_query: { id: from, shift: 1n },
  chosen_inline_result: { id: from, shift: 2n },
  callback_query: { id: from, shift: 3n },
  shipping_query: { id: from, shift: 4n },
  pre_checkout_query: { id: from, shift: 4n },
  my_chat_member: { id: chat, shift: 5n },
  chat_member: { id: (body) => object(object(body.new_chat_member).user).id, shift: 6n },
  chat_join_request: { id: from, shift: 6n },
  chat_boost: { id: chat, shift: 7n },
  removed_chat_boost: { id: chat, shift: 7n },
  message_reaction: { id: chat, shift: 8n },
  message_reaction_count: { id: chat, shift: 9n },
  business_connection: { id: (body) => object(body.user).id, shift: 10n },
  business_message: { id: chat, shift: 11n },
  edited_business_message: { id: chat, shift: 11n },
  deleted_business_messages: { id: chat, shift: 11n },
  guest_message: { id: chat, shift: 12n },
  purchased_paid_media: { id: from, shift: 12n },
  managed_bot: { id: (body) => object(body.user).id, shift: 13n },
  poll: { id: (body) => body.id, shift: 0n },
  poll_answer: { id: (body) => body.poll_id, shift: 0n },
};

/** The queue's id, or undefined for an update that has a queue of its own. */
export function queueId(kind: string, body: unknown): string | undefined {
  const rule = RULES[kind];
  const id = rule ? integer(rule.id(object(body))) : 0n;
  return rule && id !== 0n ? String(id + rule.shift * SHIFT) : undefined;
}

function chat(body: Json): unknown {
  return object(body.chat).id;
}

function from(body: Json): unknown {
  return object(body.from ?? body.user).id;
}

function object(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

function integer(value: unknown): bigint {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : 0n;
  return typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : 0n;
}
