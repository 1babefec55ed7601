/** What the tests of the dispatcher share: updates, and a way into the queue past the webhook. */
import { storeUpdates } from "@lumenflow/jobs";
import type { Bot, World } from "./world.ts";

/** Every update, in the order of its position. */
export const stored = (world: World) =>
  world.database.prisma.update.findMany({ orderBy: { position: "asc" } });

export const groupMessage = (updateId: number | string, chatId: number | string, more = "") =>
  `{"update_id":${updateId},\n"message":{"message_id":${updateId},"date":1700000000,"chat":{"id":${chatId},"type":"group","title":"A group"}${more}}}`;

/** One batch; an update may be said to have been received so many milliseconds ago. */
export async function enqueue(
  world: World,
  bot: Bot,
  bodies: readonly (string | [string, number])[],
) {
  const { epoch } = await world.database.partitions.current();
  const now = Date.now();
  const updates = bodies.map((each) => {
    const [body, age] = typeof each === "string" ? [each, 0] : each;
    const { connectionId, workspaceId } = bot;
    return { connectionId, workspaceId, body, receivedAt: new Date(now - age).toISOString() };
  });
  await world.queues.enqueue(storeUpdates, { updates }, { epoch, index: 0 });
}
