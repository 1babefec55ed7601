/** Conversations as resources: `telegram://connections/{id}/chats/{chatId}`. */
import type { Logger } from "@lumenflow/runtime";
import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceTemplate,
} from "@modelcontextprotocol/server";
import { asProblem } from "./answer.ts";
import type { ToolContext } from "./tool.ts";

/** The newest of a conversation that one reading gives. */
const shown = 50;

const mimeType = "application/json";

interface ChatsPage {
  readonly data: readonly { chatId: string; title: string | null; username: string | null }[];
}

export function addResources(
  server: McpServer,
  context: ToolContext,
  connections: () => Promise<readonly { readonly id: string; readonly name: string }[]>,
  logger: Logger,
): void {
  const template = new ResourceTemplate("telegram://connections/{id}/chats/{chatId}", {
    // The most recently active ones; tools reach every other.
    list: () =>
      told(async () => {
        const resources = [];
        for (const { id, name } of await connections()) {
          const text = await context.ask("listChats", { params: { id }, query: { limit: 20 } });
          for (const { chatId, title, username } of (JSON.parse(text) as ChatsPage).data) {
            resources.push({
              uri: `telegram://connections/${id}/chats/${chatId}`,
              name: `${title ?? username ?? chatId} (${name})`,
              mimeType,
            });
          }
        }
        return { resources };
      }),
  });
  server.registerResource(
    "conversation",
    template,
    {
      title: "A conversation",
      description: `The newest ${shown} updates and messages of a chat, interleaved. Needs the scope updates:read.`,
      mimeType,
    },
    (uri, { id, chatId }) =>
      told(async () => ({
        contents: [
          {
            uri: uri.href,
            mimeType,
            text: await context.ask("getChatTimeline", {
              params: { id: String(id), chatId: decodeURIComponent(String(chatId)) },
              query: { limit: shown },
            }),
          },
        ],
      })),
  );

  /** Resources have no results that are errors: a refusal is the protocol's own. */
  async function told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { code, message, status } = asProblem(error, logger);
      const kind =
        status >= 500 ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidParams;
      throw new ProtocolError(kind, `${code}: ${message}`, { code });
    }
  }
}
