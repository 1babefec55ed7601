/** What may be done to a message later: withdrawing it, ending a doubt, sending the failed rest again. */

import { actorOf, operations, type Principal, problem, type Route, route } from "@lumenflow/api";
import type { MessageRow, Repositories } from "@lumenflow/db";
import { isFinished } from "@lumenflow/governance";
import { drainOutbox } from "@lumenflow/jobs";
import { ringAfterCommit } from "@lumenflow/queue";
import { isId } from "../ids.ts";
import type { MessageDeps } from "./deps.ts";
import { presentDetail } from "./present.ts";

export function changeRoutes(deps: MessageDeps): Route[] {
  const { database } = deps;
  const { messages } = database;

  const found = async ({ workspaceId }: Principal, id: string): Promise<MessageRow> => {
    const row = isId(id) ? await messages.find(workspaceId, id) : null;
    if (row === null) throw problem.notFound("There is no message of this id here.");
    return row;
  };
  const detail = async (principal: Principal, id: string) => {
    const row = await found(principal, id);
    return { body: presentDetail(row, await messages.timeline(row.workspaceId, id)) };
  };
  /** Before something goes (out) again: asked once the line is locked, or a disconnect could slip by. */
  const checkSendable = async (tx: Repositories, { workspaceId, id }: MessageRow) => {
    const row = await tx.messages.find(workspaceId, id);
    if (row === null) throw problem.notFound("There is no message of this id here.");
    if (row.connectionStatus === "disconnecting" || row.connectionStatus === "disconnected") {
      throw problem.notUsable(`The connection is ${row.connectionStatus}. Connect the bot again.`);
    }
    if (row.expired) throw problem.conflict("The message has expired. Ask to send a new one.");
    if (row.purgedAt !== null) {
      throw problem.conflict(
        "Nobody knows any more what this message said. Ask to send a new one.",
      );
    }
    return row;
  };

  return [
    route(operations.cancelMessage, async ({ params: { id }, principal }) => {
      const row = await found(principal, id);
      const { workspaceId } = row;
      if (row.status !== "cancelled") {
        const ended = await database.transaction((tx) =>
          tx.outbox.end({
            workspaceId,
            messageIds: [id],
            to: "cancelled",
            actor: actorOf(principal),
          }),
        );
        const after = await found(principal, id);
        const withdrawn = after.parts.some(({ status }) => status === "cancelled");
        // Where nothing was left to end, only somebody else's withdrawal at the same time is ours too.
        if (!withdrawn || (ended.length === 0 && after.status !== "cancelled"))
          throw tooLate(after);
      }
      return detail(principal, id);
    }),

    route(operations.resolveMessage, async ({ params: { id }, body, principal }) => {
      const row = await found(principal, id);
      await database.transaction(async (tx) => {
        const status = await tx.messages.lock(row.workspaceId, id);
        if (body.outcome === "resend") await checkSendable(tx, row);
        if (status !== "uncertain") {
          throw problem.conflict(`Nothing is in doubt: the message is ${status}.`);
        }
        const { workspaceId } = row;
        const actor = actorOf(principal);
        const ended = await tx.outbox.endDoubt({ workspaceId, messageId: id, actor, ...body });
        if (ended === "withdrawn") throw withdrawn();
        if (ended === "no-doubt")
          throw problem.conflict("This part of the message is not in doubt.");
      });
      await ringAfterCommit(deps, drainOutbox, [{ connectionId: row.connectionId }]);
      return detail(principal, id);
    }),

    route(operations.retryMessage, async ({ params: { id }, principal }) => {
      const row = await found(principal, id);
      const { workspaceId } = row;
      await database.transaction(async (tx) => {
        const status = await tx.messages.lock(workspaceId, id);
        const now = await checkSendable(tx, row);
        if (status !== "failed") {
          throw problem.conflict(`Only a failed message is sent again; this one is ${status}.`);
        }
        checkGivenUp(now, principal);
        const parts = await tx.parts.of(workspaceId, id);
        checkNotWithdrawn(parts);
        await checkFiles(tx, row);
        const again = parts.filter((part) => ["failed", "waiting"].includes(part.status));
        await tx.parts.enqueue(
          workspaceId,
          again.map((part) => part.id),
        );
        const actor = actorOf(principal);
        await tx.parts.follow([{ workspaceId, messageId: id, actor, note: "retry" }]);
      });
      await ringAfterCommit(deps, drainOutbox, [{ connectionId: row.connectionId }]);
      return detail(principal, id);
    }),

    route(operations.purgeMessage, async ({ params: { id }, principal }) => {
      const row = await found(principal, id);
      const { workspaceId } = row;
      if (row.purgedAt === null) {
        const outcome = await database.transaction(async (tx) => {
          await tx.messages.lock(workspaceId, id);
          return tx.messages.purge({ workspaceId, id, actor: actorOf(principal) });
        });
        const after = await found(principal, id);
        if (outcome === "unfinished" && after.purgedAt === null) throw notYet(after);
      }
      return detail(principal, id);
    }),
  ];
}

function notYet({ status }: MessageRow) {
  return problem.conflict(
    isFinished(status)
      ? "A card in Telegram that shows this message is still on its way. Try again in a moment."
      : `Only what is over can be forgotten; this message is ${status}. Withdraw or resolve it first.`,
  );
}

/** What was given up in doubt may have arrived: sending it twice is for who decides, not for who asked. */
function checkGivenUp({ failureCode }: MessageRow, { scopes }: Principal): void {
  if (failureCode !== "abandoned" || scopes.includes("approvals:decide")) return;
  throw problem.notAllowed(
    "This may have arrived, and was given up. Only who has approvals:decide as well sends it again; or ask to send a new message.",
  );
}

/** A failed message keeps its files for some days. */
async function checkFiles(tx: Repositories, { workspaceId, id, parts }: MessageRow): Promise<void> {
  const ids = parts.flatMap(({ files }) => files.flatMap(({ uploadId }) => uploadId ?? []));
  if (!(await tx.uploads.bind(workspaceId, id, ids))) {
    throw problem.conflict("Its files are not kept any more. Ask to send a new message.");
  }
}

/** What was ended stays ended: sending half of it again is nobody's wish. */
function checkNotWithdrawn(parts: readonly { status: string }[]): void {
  if (parts.some(({ status }) => status === "cancelled")) throw withdrawn();
}

function withdrawn() {
  return problem.conflict(
    "The rest of this message was withdrawn or has expired. Ask to send a new one.",
  );
}

function tooLate({ status }: MessageRow) {
  const why = status === "uncertain" ? "Resolve it: it may have been sent." : `It is ${status}.`;
  return problem.conflict(`This message can no longer be withdrawn. ${why}`);
}
