/** The operations on messages. */
import { operation } from "../operation.ts";
import { chatActionAnswer, chatActionInput } from "../schemas/chat-action.ts";
import {
  cursorQuery,
  idParams,
  page,
  reference,
  telegramId,
  wellFormed,
} from "../schemas/common.ts";
import { chatParams } from "../schemas/inbound.ts";
import {
  accepted,
  message,
  messageDetail,
  messageInput,
  messageStatuses,
  preview,
  resolveInput,
  waitingFor,
} from "../schemas/message.ts";

const tag = "Messages" as const;
const send = ["messages:send"] as const;
const read = ["messages:read"] as const;

export const messageOperations = {
  createMessage: operation({
    id: "createMessage",
    method: "post",
    path: "/messages",
    summary: "Ask to send a message",
    description:
      "Goes through policy and approval. The same Idempotency-Key and body answers the same message.",
    tag,
    scopes: send,
    body: messageInput,
    example: {
      connectionId: "conn_01JDA5Z6T1V9Q4ZK8C7XJ2M3NP",
      chatId: "-1001234567890",
      content: { type: "text", text: "Your order is **on its way**.", format: "markdown" },
      reason: "The parcel left the warehouse",
    },
    idempotent: true,
    answer: { status: 202, schema: accepted },
    problems: ["E011", "E020", "E041", "E044"],
  }),
  previewMessage: operation({
    id: "previewMessage",
    method: "post",
    path: "/messages/preview",
    summary: "Show what a request to send would come to",
    description:
      "Checks, renders and asks the rules as a request would. Nothing is stored or sent.",
    tag,
    // Whoever edits what they approve sees first what becomes of it.
    scopes: ["messages:send", "approvals:decide"],
    body: messageInput,
    answer: { status: 200, schema: preview },
    problems: ["E041", "E044"],
  }),
  showChatAction: operation({
    id: "showChatAction",
    method: "post",
    path: "/connections/{id}/chats/{chatId}/action",
    summary: "Show that the bot is typing, or the like",
    description:
      "For five seconds, and now or not at all: it keeps the bot's pace and is dropped where there is no slot in time. It says nothing, so nobody is asked. Repeat it every four seconds while it lasts.",
    tag,
    scopes: send,
    params: chatParams,
    body: chatActionInput,
    answer: { status: 202, schema: chatActionAnswer },
    problems: ["E041", "E044"],
  }),
  listMessages: operation({
    id: "listMessages",
    method: "get",
    path: "/messages",
    summary: "List messages, newest first",
    tag,
    scopes: read,
    query: cursorQuery.extend({
      connectionId: reference.optional(),
      chatId: telegramId.optional(),
      status: messageStatuses.optional(),
      waitingFor: waitingFor.optional(),
      failureCode: wellFormed(100).optional().openapi({
        description: "Of failed ones: those with this cause, as `GET /outbox` groups them",
      }),
    }),
    answer: { status: 200, schema: page(message) },
  }),
  getMessage: operation({
    id: "getMessage",
    method: "get",
    path: "/messages/{id}",
    summary: "One message with its parts and every transition",
    tag,
    scopes: read,
    params: idParams,
    answer: { status: 200, schema: messageDetail },
    problems: ["E044"],
  }),
  cancelMessage: operation({
    id: "cancelMessage",
    method: "post",
    path: "/messages/{id}/cancel",
    summary: "Withdraw a message that has not gone out",
    tag,
    scopes: send,
    params: idParams,
    answer: { status: 200, schema: messageDetail },
    problems: ["E023", "E044"],
  }),
  resolveMessage: operation({
    id: "resolveMessage",
    method: "post",
    path: "/messages/{id}/resolve",
    summary: "Decide what an uncertain message is",
    description:
      "Telegram has no idempotency key: whether an unanswered call was carried out, only a person can see.",
    tag,
    scopes: ["approvals:decide"],
    params: idParams,
    body: resolveInput,
    answer: { status: 200, schema: messageDetail },
    problems: ["E023", "E041", "E044"],
  }),
  retryMessage: operation({
    id: "retryMessage",
    method: "post",
    path: "/messages/{id}/retry",
    summary: "Send the failed parts of a message again",
    description:
      "What was given up while it was in doubt (`failure.code` is `abandoned`) may have arrived: it takes approvals:decide besides",
    tag,
    scopes: send,
    params: idParams,
    answer: { status: 200, schema: messageDetail },
    problems: ["E023", "E041", "E044"],
  }),
  purgeMessage: operation({
    id: "purgeMessage",
    method: "post",
    path: "/messages/{id}/purge",
    summary: "Forget what a finished message said",
    description:
      "Erases its text, files, buttons, reason and metadata, what it was before edits, the reasons of decisions and the notes in its timeline, and has the cards in Telegram that show it drawn anew. Its status, times, chat, requester, approvers and Telegram's ids stay, and so do the digests, salted as the audit trail has them; the salt is erased, and the trail goes on proving itself. Nothing is deleted in Telegram, and nothing brings the text back. A failed message cannot be sent again afterwards",
    tag,
    scopes: ["connections:manage"],
    params: idParams,
    answer: { status: 200, schema: messageDetail },
    problems: ["E023", "E044"],
  }),
};
