/** Makes the call that shows a chat action. */
import type { ChatActionAsked } from "@lumenflow/db";
import { type BotApi, classify, type Outcome } from "@lumenflow/telegram";

const method = "sendChatAction";

export function createShowAction(
  api: Pick<BotApi, "call">,
): (asked: ChatActionAsked) => Promise<Outcome> {
  return async ({ chatId, threadId, action }) => {
    const thread = threadId === null ? {} : { message_thread_id: threadId };
    const answer = await api.call(method, { chat_id: chatId, action, ...thread });
    return classify({ method, answer });
  };
}
