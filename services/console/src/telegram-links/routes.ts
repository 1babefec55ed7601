/** Serves the operations on links between approvers and Telegram. */
import {
  actorOf,
  operations,
  type Principal,
  problem,
  type Route,
  route,
  type TelegramLinkView,
} from "@lumenflow/api";
import { digestOfCode, newToken } from "@lumenflow/approvals";
import type { Database, LinkRow } from "@lumenflow/db";
import { isId } from "../ids.ts";

export interface TelegramLinkDeps {
  readonly database: Pick<Database, "connections" | "telegramApprovals">;
}

const codeMinutes = 15;

export function telegramLinkRoutes({ database }: TelegramLinkDeps): Route[] {
  const { connections, telegramApprovals } = database;

  async function usable({ workspaceId }: Principal, id: string) {
    const connection = isId(id) ? await connections.find(workspaceId, id) : null;
    if (connection === null) throw problem.noConnection();
    if (connection.status === "disconnecting" || connection.status === "disconnected") {
      throw problem.notUsable(`This connection is ${connection.status}. Connect the bot again.`);
    }
    return connection;
  }

  const seen = async (principal: Principal): Promise<LinkRow[]> => {
    const links = await telegramApprovals.links(principal.workspaceId);
    return links.filter((link) => link.kind === "group" || mayManage(link, principal));
  };

  return [
    route(operations.createTelegramLink, async ({ body, principal }) => {
      const { connectionId, kind } = body;
      const userId = kind === "private" ? personOf(principal) : null;
      if (kind === "group") checkManages(principal);
      const { botUsername } = await usable(principal, connectionId);
      const code = newToken();
      const { id, expiresAt } = await telegramApprovals.addCode({
        ...{ workspaceId: principal.workspaceId, connectionId, kind, userId },
        digest: digestOfCode(code),
        createdBy: actorOf(principal),
        minutes: codeMinutes,
      });
      const start = kind === "private" ? "start" : "startgroup";
      const command = kind === "private" ? `/start ${code}` : `/start@${botUsername} ${code}`;
      const url = `https://t.me/${botUsername}?${start}=${code}`;
      return {
        body: { id, connectionId, kind, code, command, url, expiresAt: expiresAt.toISOString() },
      };
    }),

    route(operations.listTelegramLinks, async ({ principal }) => ({
      body: { data: (await seen(principal)).map(presentLink) },
    })),

    route(operations.deleteTelegramLink, async ({ params: { id }, principal }) => {
      const link = (await seen(principal)).find((each) => each.id === id);
      if (link === undefined) throw problem.notFound("There is no link of this id here.");
      if (!mayManage(link, principal)) checkManages(principal);
      await telegramApprovals.unlink(principal.workspaceId, id, actorOf(principal));
      return { body: undefined };
    }),
  ];
}

/** Whoever made a code for somebody else could put their own account in that person's place. */
function personOf({ kind, id, scopes }: Principal): string {
  if (kind !== "user" || !scopes.includes("approvals:decide")) {
    throw problem.notAllowed(
      "Only who decides approvals links an account, their own, signed in as a person.",
    );
  }
  return id;
}

function checkManages({ scopes }: Principal): void {
  if (scopes.includes("connections:manage")) return;
  throw problem.notAllowed("This needs the scope connections:manage.");
}

function mayManage({ userId }: LinkRow, { kind, id, scopes }: Principal): boolean {
  return scopes.includes("connections:manage") || (kind === "user" && userId === id);
}

function presentLink(row: LinkRow): TelegramLinkView {
  return {
    id: row.id,
    connectionId: row.connectionId,
    botUsername: row.botUsername,
    kind: row.kind,
    chatId: row.chatId,
    title: row.title,
    user: row.userId === null ? null : { id: row.userId, name: row.userName ?? "" },
    linkedAt: row.linkedAt.toISOString(),
  };
}
