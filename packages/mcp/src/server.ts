/** Builds the server of one request: the tools and resources, bound to who asks. */
import { invoke, type OperationId, type Principal, type Route } from "@lumenflow/api";
import { type Logger, version } from "@lumenflow/runtime";
import { McpServer } from "@modelcontextprotocol/server";
import { answered, refused } from "./answer.ts";
import { addResources } from "./resources.ts";
import type { Tool, ToolContext } from "./tool.ts";
import { followMessage } from "./tools/follow-message.ts";
import { listApprovals, type OwnApprovals } from "./tools/list-approvals.ts";
import { listChats, readUpdates } from "./tools/read.ts";
import { sendMessage } from "./tools/send-message.ts";
import { withdrawMessage } from "./tools/withdraw-message.ts";

export interface ServerDeps {
  /** Those that answer the API: a tool is another door to the same room. */
  readonly routes: readonly Route[];
  readonly ownApprovals: OwnApprovals;
  /** A workspace's usable connections, a few. */
  readonly connections: (
    workspaceId: string,
  ) => Promise<readonly { readonly id: string; readonly name: string }[]>;
  readonly logger: Logger;
}

const instructions = [
  "Telegram with a human in the loop. Read with read_updates and keep its cursor.",
  "Ask to send with send_message: a rule or a person decides, so look at the status and follow it with follow_message.",
  "Never send again what is `uncertain`, and repeat a call only with the same idempotencyKey.",
].join(" ");

export function createServerFactory({ routes, ownApprovals, connections, logger }: ServerDeps) {
  const byId = new Map(routes.map((route) => [route.operation.id, route]));
  const tools: readonly Tool[] = [
    sendMessage,
    followMessage,
    withdrawMessage,
    readUpdates,
    listChats,
    listApprovals(ownApprovals),
  ];

  return (principal: Principal, gone: AbortSignal): McpServer => {
    const server = new McpServer({ name: "lumenflow-telegram", version }, { instructions });
    const ask = async (operation: OperationId, given: object) => {
      const route = byId.get(operation);
      if (route === undefined) throw new Error(`nothing serves ${operation} here`);
      return invoke(route, { ...given, principal, signal: gone });
    };
    const context: ToolContext = { principal, signal: gone, ask };
    for (const { name, title, description, input, reads, run } of tools) {
      const annotations = { readOnlyHint: reads, destructiveHint: false, openWorldHint: !reads };
      server.registerTool(
        name,
        { title, description, inputSchema: input, annotations },
        async (given) => {
          try {
            return answered(await run(given, context));
          } catch (error) {
            return refused(error, logger);
          }
        },
      );
    }
    addResources(server, context, () => connections(principal.workspaceId), logger);
    return server;
  };
}
