/** The operations on links by which approvals are asked and decided in Telegram. */
import { z } from "zod";
import { operation } from "../operation.ts";
import { idParams } from "../schemas/common.ts";
import { telegramLinkCode, telegramLinkInput, telegramLinkList } from "../schemas/telegram-link.ts";

const tag = "Approvals" as const;
const either = ["approvals:decide", "connections:manage"] as const;

export const telegramLinkOperations = {
  createTelegramLink: operation({
    id: "createTelegramLink",
    method: "post",
    path: "/telegram-links",
    summary: "Make a code that links a Telegram account, or a group, to a connection's bot",
    description:
      "`private` links the person who is signed in: approvals that are theirs to decide arrive in their private chat with the bot. `group` (`connections:manage`) links a group, where every approval is shown and whoever has linked their own account decides. The code works once, within 15 minutes",
    tag,
    scopes: either,
    body: telegramLinkInput,
    answer: { status: 201, schema: telegramLinkCode },
    problems: ["E041", "E044"],
  }),
  listTelegramLinks: operation({
    id: "listTelegramLinks",
    method: "get",
    path: "/telegram-links",
    summary: "List linked groups and one's own account; with connections:manage everybody's",
    tag,
    scopes: either,
    answer: { status: 200, schema: telegramLinkList },
  }),
  deleteTelegramLink: operation({
    id: "deleteTelegramLink",
    method: "delete",
    path: "/telegram-links/{id}",
    summary: "End a link: nothing is asked there any more, and nothing that is pressed counts",
    tag,
    scopes: either,
    params: idParams,
    answer: { status: 204, schema: z.undefined() },
    problems: ["E044"],
  }),
};
