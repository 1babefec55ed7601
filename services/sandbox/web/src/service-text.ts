/** Says in words what a service message reports. */
import type { Message } from "./api.ts";

/** Undefined for an ordinary message. */
export function serviceText(message: Message): string | undefined {
  const who = message.from?.first_name ?? "Someone";
  const joined = message.new_chat_members as { first_name: string }[] | undefined;
  if (joined) return `${who} added ${joined.map(({ first_name }) => first_name).join(", ")}`;
  if (message.migrate_to_chat_id) return "This group became a supergroup";
  if (message.migrate_from_chat_id) return "This supergroup was a group before";
  const topic = message.forum_topic_created as { name: string } | undefined;
  if (topic) return `${who} opened the topic “${topic.name}”`;
  return undefined;
}
