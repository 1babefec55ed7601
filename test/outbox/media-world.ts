/** A bot, a chat with a person, and files to hand over: what tests of media begin with. */
import { type SetupOptions, setup } from "./setup.ts";

export async function prepared(options: SetupOptions = {}) {
  const world = await setup(options);
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  const ask = (content: object, more: object = {}) =>
    world.ask(bot.connectionId, chatId, content, more);
  const uploaded = async (bytes: Uint8Array<ArrayBuffer>, name: string) =>
    (await world.upload(bytes, name)).body.id as string;
  /** What a person sees in the chat, newest last. */
  const seen = async () => {
    const { data } = await world.control<{ data: Record<string, unknown>[] }>(
      "GET",
      `/chats/${chatId}/messages`,
    );
    return data.slice(1);
  };
  return { ...world, ...bot, chatId, ask, uploaded, seen };
}
