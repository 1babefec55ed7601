/** The bots, their connections and the rooms they speak in, made before anything goes wrong. */
import { type Database, newId } from "@lumenflow/db";
import type { Keyring } from "@lumenflow/runtime";
import type { Telegram } from "../../e2e/setup/telegram.ts";
import { isAsked, kindOf, roomsPerBot } from "./wishes.ts";

export interface Room {
  readonly kind: "private" | "group" | "supergroup";
  /** The first is what messages are asked for; a group that moves gets a second. */
  readonly chatIds: string[];
}

export interface Speaker {
  readonly botId: string;
  readonly connectionId: string;
  readonly rooms: readonly Room[];
}

export async function openRooms(deps: {
  readonly telegram: Telegram;
  readonly database: Database;
  readonly keyring: Pick<Keyring, "seal">;
  readonly workspaceId: string;
  readonly bots: number;
}): Promise<Speaker[]> {
  const { telegram, database, keyring, workspaceId } = deps;
  const speakers: Speaker[] = [];
  for (let n = 0; n < deps.bots; n += 1) {
    const bot = await telegram.createBot();
    const connectionId = newId("connection");
    await database.connections.add({
      id: connectionId,
      workspaceId,
      bot: { id: bot.id, username: bot.username, name: "Chaos" },
      apiRoot: telegram.apiRoot,
      webhookKeyId: connectionId.slice(5),
      secretDigest: Buffer.alloc(32, 1),
      allowedUpdates: [],
      dropPendingUpdates: false,
      sealedToken: keyring.seal(bot.token, connectionId),
      sealedSecret: keyring.seal("secret", connectionId),
      createdBy: "system",
    });
    const rooms: Room[] = [];
    for (let room = 0; room < roomsPerBot; room += 1) {
      const kind = kindOf(room);
      const { id } = await telegram.control<{ id: string }>("POST", "/chats", {
        type: kind,
        title: `${kind} ${n}/${room}`,
      });
      // Whoever has written may be written to.
      if (kind === "private") await telegram.write(bot, { text: "/start", fromUserId: id });
      rooms.push({ kind, chatIds: [id] });
    }
    speakers.push({ botId: bot.id, connectionId, rooms });
  }
  const chatId = speakers.flatMap(({ rooms }) =>
    rooms.filter((_, room) => !isAsked(room)).flatMap(({ chatIds }) => chatIds),
  );
  await database.pool.query(
    `INSERT INTO policies (id, workspace_id, name, priority, effect, "when")
     VALUES ($1, $2, 'Small talk', 10, 'auto_approve', $3)`,
    [newId("policy"), workspaceId, JSON.stringify({ chatId })],
  );
  return speakers;
}
