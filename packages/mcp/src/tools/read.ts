/** The tools that read what came in. */
import { z } from "zod";
import { tool } from "../tool.ts";

export const readUpdates = tool({
  name: "read_updates",
  title: "Read updates",
  description: [
    "What people did, oldest first, as Telegram delivered it. Go on with `nextCursor` for ever: nothing appears behind it later.",
    "Without a cursor it begins with the oldest there is; `order: desc` and `limit: 1` show the newest.",
    "Needs the scope updates:read.",
  ].join(" "),
  reads: true,
  input: z.strictObject({
    connectionId: z.string().optional(),
    chatId: z.union([z.string(), z.number()]).optional(),
    kind: z.string().optional().describe("`message`, `callback_query`, …"),
    cursor: z.string().optional().describe("`nextCursor` of the answer before"),
    limit: z.number().int().min(1).max(200).default(20),
    order: z.enum(["asc", "desc"]).optional(),
    waitSeconds: z.number().int().min(0).max(25).default(0).describe("To wait for something new"),
  }),
  run: ({ waitSeconds, ...query }, { ask }) =>
    ask("listUpdates", { query: { ...query, wait: waitSeconds } }),
});

export const listChats = tool({
  name: "list_chats",
  title: "List chats",
  description:
    "The chats that a bot has met, most recently active first. Needs the scope updates:read or messages:send.",
  reads: true,
  input: z.strictObject({
    connectionId: z.string(),
    q: z.string().optional().describe("Looked for in titles and usernames, or a chat's whole id"),
    cursor: z.string().optional().describe("`nextCursor` of the answer before"),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  run: ({ connectionId, ...query }, { ask }) =>
    ask("listChats", { params: { id: connectionId }, query }),
});
