/** A help desk on a busy morning, for the stories of the console's pages. */
import { eventually } from "../../harness/index.ts";
import { type House, startHouseOn } from "./house.ts";
import type { BotAccount } from "./telegram.ts";

export interface World {
  readonly house: House;
  readonly bot: BotAccount;
  readonly connectionId: string;
  readonly dana: string;
  readonly ravi: string;
}

/** A bot that two people have written to. */
export async function furnish(): Promise<World> {
  const house = await startHouseOn("postgres", {
    env: { LUMENFLOW_ENDPOINT_NETWORKS: "127.0.0.0/8" },
  });
  const { owner, telegram } = house;
  const bot = await telegram.createBot("Help desk");
  const { id: connectionId } = await owner.connect(bot);
  const dana = await telegram.createPerson("Dana Kovacs");
  const ravi = await telegram.createPerson("Ravi Menon");
  await telegram.write(bot, { fromUserId: dana, text: "Hello! Is my parcel on its way?" });
  await telegram.write(bot, { fromUserId: ravi, text: "Can I return the blue one?" });
  await eventually(async () => {
    const { body } = await owner.call("GET", `/connections/${connectionId}/chats`);
    return body.data.length === 2;
  });
  return { house, bot, connectionId, dana, ravi };
}
