/** The real thing that the model is compared with: a connection of its own in Postgres, its API, keepers and owners. */
import { type Database, newId, createDatabase as openDatabase } from "@lumenflow/db";
import {
  approvalMachine,
  canMove,
  type Machine,
  messageMachine,
  type PartStatus,
  partMachine,
  statusOfParts,
} from "@lumenflow/governance";
import { createLogger } from "@lumenflow/runtime";
import { expire } from "../../../services/keeper/src/timers/expire.ts";
import { releaseScheduled } from "../../../services/keeper/src/timers/release-scheduled.ts";
import { bareConnection, createDatabase } from "../../harness/index.ts";
import { createDesk, type Desk } from "../desk.ts";
import { type LineOwner, takeLine } from "./line-owner.ts";
import { createModel, type Model } from "./model.ts";

export interface World {
  readonly model: Model;
  readonly real: Real;
}

export interface Real {
  readonly database: Database;
  readonly api: Desk["api"];
  readonly workspaceId: string;
  readonly connectionId: string;
  /** The last one owns the line; the others do not know yet that they do not. */
  readonly owners: LineOwner[];
  /** Whose the line is; crashed or not. */
  newest: LineOwner | undefined;
  takeOver(): Promise<void>;
  /**
   * Behind everybody's back, makes an approval one of something else than the message says, or puts it
   * right. False where nothing is approved.
   */
  forge(messageId: string, forging: boolean): Promise<boolean>;
  expireDue(): Promise<void>;
  releaseDue(): Promise<void>;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Throws where a message is not what its parts make of it, or somebody moved where no machine leads. */
  check(): Promise<void>;
}

export interface Ground {
  /** A connection that nothing has happened to yet. */
  fresh(): Promise<World>;
  stop(): Promise<void>;
}

/** Messages to it are approved by a rule, those to other chats by people. */
export const trustedChat = "1";
export const chats = [trustedChat, "2", "-3"] as const;

export async function openGround(): Promise<Ground> {
  const logger = createLogger({ name: "interleavings", level: "silent" });
  const database = openDatabase({ url: await createDatabase(), logger });
  const workspaceId = newId("workspace");
  // Nobody hears a bell here: who is to act is told.
  const queues = { ringAll: async () => undefined };
  const desk = createDesk({ database, queues, logger, workspaceId });
  const components = [database, ...desk.components];
  for (const component of components) await component.start();
  await database.workspaces.add({ id: workspaceId, name: "Shop" }, "system");
  await database.pool.query(
    `INSERT INTO policies (id, workspace_id, name, priority, effect, "when")
     VALUES ($1, $2, 'Small talk', 10, 'auto_approve', $3)`,
    [newId("policy"), workspaceId, JSON.stringify({ chatId: [trustedChat] })],
  );
  for (const table of ["messages", "message_parts", "approvals"]) {
    await database.pool.query(noteMoves(table));
  }
  const expiring = expire({ database });
  const releasing = releaseScheduled({ database, queues });
  let bots = 0;

  async function fresh(): Promise<World> {
    bots += 1;
    const connectionId = newId("connection");
    const bot = { id: String(bots), username: `b${bots}_bot`, name: "Shop" };
    await database.connections.add(bareConnection({ id: connectionId, workspaceId, bot }));
    await database.pool.query("TRUNCATE moves");
    const query = async <Row extends object>(text: string, values: unknown[] = []) =>
      (await database.pool.query<Row>(text, values)).rows;
    const owners: LineOwner[] = [];
    const real: Real = {
      database,
      api: desk.api,
      workspaceId,
      connectionId,
      owners,
      query,
      expireDue: () => expiring.run(),
      releaseDue: () => releasing.run(),
      newest: undefined,
      async takeOver() {
        real.newest = await takeLine(database, connectionId);
        owners.push(real.newest);
      },
      async forge(messageId, forging) {
        const digest = forging ? "'forged ' || digest" : "substr(digest, 8)";
        const rows = await query(
          `UPDATE approvals SET digest = ${digest} WHERE message_id = $1 AND status = 'approved'
             AND digest ${forging ? "NOT LIKE" : "LIKE"} 'forged %' RETURNING id`,
          [messageId],
        );
        return rows.length > 0;
      },
      async check() {
        checkStatuses(await query(statuses, [connectionId]));
        checkMoves(await query("SELECT DISTINCT what, was, became FROM moves"));
      },
    };
    await real.takeOver();
    return { model: createModel(), real };
  }

  return {
    fresh,
    async stop() {
      for (const component of components.toReversed()) await component.stop();
    },
  };
}

/** Every change of a status, seen by the database itself. */
const noteMoves = (table: string) => `
  CREATE TABLE IF NOT EXISTS moves (what text, was text, became text);
  CREATE OR REPLACE FUNCTION note_move() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO moves VALUES (TG_TABLE_NAME, OLD.status, NEW.status); RETURN NEW; END $$;
  CREATE TRIGGER note_moves AFTER UPDATE OF status ON ${table} FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION note_move()`;

const statuses = `
  SELECT m.id, m.status, array_agg(p.status ORDER BY p.ordinal) AS parts
  FROM messages m JOIN message_parts p ON p.workspace_id = m.workspace_id AND p.message_id = m.id
  WHERE m.connection_id = $1 GROUP BY m.id, m.status`;

/** Statuses of which parts know nothing. */
const ofTheMessage = [
  "pending_approval",
  "scheduled",
  "rejected",
  "expired",
  "cancelled",
  "blocked",
];

function checkStatuses(messages: { id: string; status: string; parts: PartStatus[] }[]): void {
  for (const { id, status, parts } of messages) {
    const shown = statusOfParts(parts);
    const fits = shown === null ? ofTheMessage.includes(status) : shown === status;
    if (!fits) throw new Error(`${id} is ${status}, with parts that are ${parts.join(", ")}`);
  }
}

const machines: Readonly<Record<string, Machine<string>>> = {
  messages: messageMachine,
  message_parts: partMachine,
  approvals: approvalMachine,
};

function checkMoves(moves: { what: string; was: string; became: string }[]): void {
  for (const { what, was, became } of moves) {
    const machine = machines[what];
    if (machine === undefined || !canMove(machine, was, became)) {
      throw new Error(`something moved in ${what} from ${was} to ${became}`);
    }
  }
}
