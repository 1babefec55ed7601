/** Serves the operations on connections. */
import {
  actorOf,
  checkCursor,
  operations,
  type Principal,
  problem,
  type Route,
  route,
} from "@lumenflow/api";
import type { ConnectionRow } from "@lumenflow/db";
import { convergeRegistration, drainOutbox } from "@lumenflow/jobs";
import { ringAfterCommit } from "@lumenflow/queue";
import { pageOf } from "../page.ts";
import { connect } from "./connect.ts";
import type { ConnectionDeps } from "./deps.ts";
import { dataAddress, lookAtPicture } from "./look-at-picture.ts";
import { newSecret } from "./new-secret.ts";
import { presentChange } from "./present.ts";
import { replaceToken } from "./replace-token.ts";
import { createShow } from "./show.ts";
import { botOf, identify, readToken } from "./telegram.ts";
import { verify } from "./verify.ts";

export function connectionRoutes(deps: ConnectionDeps): Route[] {
  const { connections } = deps.database;
  const { found: find, shown, show } = createShow(deps);

  const found = ({ workspaceId }: Principal, id: string) => find(workspaceId, id);
  const live = async (principal: Principal, id: string): Promise<ConnectionRow> => {
    const row = await found(principal, id);
    if (row.status === "disconnecting" || row.status === "disconnected") {
      throw problem.notUsable(`This connection is ${row.status}. Connect the bot again.`);
    }
    return row;
  };
  const present = ({ workspaceId }: Principal, id: string) => show(workspaceId, id);
  const converge = (connectionId: string) =>
    ringAfterCommit(deps, convergeRegistration, [{ connectionId }]);

  const by = (principal: Principal) => ({
    initiator: actorOf(principal),
    initiatorName: principal.name,
  });

  return [
    route(operations.createConnection, async ({ body, principal }) => {
      const { workspaceId } = principal;
      const { provider: _telegram, ...asked } = body;
      const id = await connect({ workspaceId, initiator: actorOf(principal), ...asked }, deps);
      // Read before anybody comes: the answer says what was made, not how far the job is by now.
      const made = await present(principal, id);
      await converge(id);
      return { body: made };
    }),

    route(operations.validateBotToken, async ({ body }) => {
      const token = readToken(body.botToken);
      const bot = await identify(token, deps);
      const picture = await lookAtPicture(botOf(token, deps), bot.id);
      return { body: { bot: { ...bot, picture: picture ? dataAddress(picture) : null } } };
    }),

    route(operations.listConnections, async ({ query, principal }) => {
      const { cursor, limit, include } = query;
      checkCursor(cursor, "conn");
      const rows = await connections.list(principal.workspaceId, {
        cursor,
        limit: limit + 1,
        disconnected: include === "disconnected",
      });
      const { data, nextCursor } = pageOf(rows, limit, (row) => row);
      return { body: { data: await shown(principal.workspaceId, data), nextCursor } };
    }),

    route(operations.getConnection, async ({ params, principal }) => ({
      body: await present(principal, params.id),
    })),

    route(operations.changeConnection, async ({ params: { id }, body, principal }) => {
      const { workspaceId } = await live(principal, id);
      const initiator = actorOf(principal);
      await connections.configure({ workspaceId, id, settings: body, initiator });
      // A pace that was raised may let go what is parked.
      await ringAfterCommit(deps, drainOutbox, [{ connectionId: id }]);
      return { body: await present(principal, id) };
    }),

    route(operations.listConnectionHistory, async ({ params: { id }, query, principal }) => {
      const { cursor, limit } = query;
      checkCursor(cursor, "chg");
      await found(principal, id);
      const rows = await deps.database.connectionHistory.list(principal.workspaceId, id, {
        cursor,
        limit: limit + 1,
      });
      return { body: pageOf(rows, limit, presentChange) };
    }),

    route(operations.deleteConnection, async ({ params: { id }, principal }) => {
      await found(principal, id);
      const { workspaceId } = principal;
      const initiator = actorOf(principal);
      const begun = await deps.database.transaction(async (tx) => {
        const moved = await tx.connections.disconnect(workspaceId, id, initiator);
        if (moved) await tx.outbox.cancelAllUnsent(workspaceId, id, initiator);
        return moved;
      });
      const body = await present(principal, id);
      // Asked for again while it runs, or afterwards: nothing to begin.
      if (begun) await converge(id);
      return { body };
    }),

    route(operations.verifyConnection, async ({ params: { id }, principal }) => {
      const { repair } = await verify(await live(principal, id), deps);
      if (repair) await converge(id);
      return { body: await present(principal, id) };
    }),

    route(operations.registerConnection, async ({ params: { id }, principal }) => {
      await live(principal, id);
      await connections.requestRegistration(principal.workspaceId, id, actorOf(principal));
      await converge(id);
      return { body: await present(principal, id) };
    }),

    route(operations.rotateConnectionSecret, async ({ params: { id }, principal }) => {
      const { workspaceId } = await live(principal, id);
      const secret = newSecret(id, deps.keyring);
      const initiator = actorOf(principal);
      const { credentials } = deps.database;
      const rotated = await credentials.rotateSecret({ workspaceId, id, secret, initiator });
      if (!rotated) {
        await live(principal, id);
        throw problem.conflict(
          "A rotation is under way: until Telegram has the new secret, and for some minutes afterwards, the one before is accepted too. Rotate again when that is over.",
        );
      }
      await converge(id);
      return { body: await present(principal, id) };
    }),

    route(operations.replaceConnectionToken, async ({ params: { id }, body, principal }) => {
      const { botToken } = body;
      const row = await live(principal, id);
      await replaceToken(row, { botToken, initiator: actorOf(principal) }, deps);
      const replaced = await present(principal, id);
      await converge(id);
      await ringAfterCommit(deps, drainOutbox, [{ connectionId: id }]);
      return { body: replaced };
    }),

    route(operations.pauseConnection, async ({ params: { id }, body, principal }) => {
      const { workspaceId } = await live(principal, id);
      await connections.pause({ workspaceId, id, ...body, ...by(principal) });
      return { body: await present(principal, id) };
    }),

    route(operations.resumeConnection, async ({ params: { id }, body, principal }) => {
      const { workspaceId } = await live(principal, id);
      await connections.resume({ workspaceId, id, ...body, ...by(principal) });
      if (body.direction !== "inbound") {
        await ringAfterCommit(deps, drainOutbox, [{ connectionId: id }]);
      }
      return { body: await present(principal, id) };
    }),
  ];
}
