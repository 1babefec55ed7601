/** What the tests of events share: endpoints that want them, and what was raised for whom. */

import { randomBytes } from "node:crypto";
import { eventJson } from "@lumenflow/api";
import { type Database, newId } from "@lumenflow/db";
import { bareConnection } from "../harness/index.ts";

export const updateReceived = "telegram.update.received";

export async function addWorkspace(database: Database): Promise<string> {
  const id = newId("workspace");
  await database.workspaces.add({ id, name: "Shop" }, "system");
  return id;
}

export interface BotRow {
  readonly workspaceId: string;
  readonly connectionId: string;
}

export async function addBot(database: Database, workspaceId: string): Promise<BotRow> {
  const id = newId("connection");
  const bot = { id: String(BigInt(`0x${randomBytes(6).toString("hex")}`)), username: "a_bot" };
  await database.connections.add(
    bareConnection({ id, workspaceId, bot: { ...bot, name: "A" }, apiRoot: "http://127.0.0.1:1" }),
  );
  return { workspaceId, connectionId: id };
}

export interface EndpointOptions {
  readonly workspaceId: string;
  readonly events?: readonly string[];
  readonly connectionId?: string;
  readonly disabled?: boolean;
}

/** An endpoint as a row: nothing is delivered here. Its id. */
export async function addEndpoint(database: Database, options: EndpointOptions): Promise<string> {
  const { workspaceId, events = [updateReceived], connectionId = null, disabled } = options;
  const id = newId("endpoint");
  await database.prisma.endpoint.create({
    data: {
      id,
      workspaceId,
      url: "https://sidekick.test/events",
      events: [...events],
      connectionId,
      secret: "sealed",
      disabledAt: disabled === true ? new Date() : null,
      createdBy: "system",
    },
  });
  return id;
}

/** An event as its endpoint gets it. */
export interface Told {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly workspaceId: string;
  readonly connectionId?: string;
  readonly chatId?: string;
  readonly data: {
    readonly albumId?: string;
    readonly updates?: readonly {
      readonly id: string;
      readonly updateId: string;
      readonly chatId?: string;
      readonly fault?: string;
      readonly update: unknown;
    }[];
    readonly [name: string]: unknown;
  };
}

/** What an endpoint is to be told, in the order of its line, as its deliverer writes it. */
export async function line(database: Database, endpointId: string) {
  const deliveries = await database.prisma.delivery.findMany({
    where: { endpointId },
    orderBy: { seq: "asc" },
    include: { event: true },
  });
  const ids = deliveries.flatMap(({ event }) => event.updateIds);
  const rows = await database.prisma.update.findMany({ where: { id: { in: ids } } });
  const updates = new Map(rows.map((row) => [row.id, { ...row, updateId: String(row.updateId) }]));
  return deliveries.map((delivery) => {
    const told = delivery.event.updateIds.flatMap((id) => updates.get(id) ?? []);
    const text = eventJson({ ...delivery.event, updates: told });
    return { delivery, text, event: JSON.parse(text) as Told };
  });
}

/** The ids of the updates that each event of the endpoint's line tells of. */
export async function toldUpdateIds(database: Database, endpointId: string): Promise<string[][]> {
  const events = await line(database, endpointId);
  return events.map(({ event }) => event.data.updates?.map(({ updateId }) => updateId) ?? []);
}
