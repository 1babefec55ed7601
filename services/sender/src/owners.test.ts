import { createMetrics } from "@lumenflow/runtime";
import { expect, test } from "vitest";
import { createSenderMetrics } from "./metrics.ts";
import { createOwners, type Owner } from "./owners.ts";

function registry() {
  const rung: string[] = [];
  let moment = 0;
  let announce: (payload: string | null) => void = () => undefined;
  const owners = createOwners({
    outbox: { look: async () => [] },
    listener: {
      on(_channel, callback) {
        announce = callback;
      },
    },
    metrics: createSenderMetrics(createMetrics({ defaults: false })),
    async ring(connectionId) {
      rung.push(connectionId);
    },
    now: () => moment,
  });
  const heard: unknown[] = [];
  const owner: Owner = {
    hear: (seq, part) => void heard.push([seq, part?.id]),
    see: () => undefined,
    moved: () => void heard.push("moved"),
    asked: () => void heard.push("asked"),
  };
  return {
    owners,
    owner,
    heard,
    rung,
    tell: (about: unknown) => announce(JSON.stringify(about)),
    pass(ms: number) {
      moment += ms;
    },
  };
}

const part = { id: "part_1", messageId: "msg_1", chatId: "1", priority: 0, paid: false };

test("an actor hears of its own connection: of places, with a lone part, of moves and of actions", () => {
  const { owners, owner, heard, rung, tell } = registry();
  owners.enter("conn_1", owner);
  tell({ connectionId: "conn_1", seq: "4", part });
  tell({ connectionId: "conn_1", seq: "6", part: null });
  tell({ connectionId: "conn_2", seq: "9", part });
  tell({ connectionId: "conn_1", moved: true });
  tell({ connectionId: "conn_1", action: true });
  tell({ connectionId: "conn_1", seq: "no place" });
  tell("nothing");
  expect(heard).toEqual([[4, "part_1"], [6, undefined], "moved", "asked"]);
  expect(rung).toEqual([]);
});

test("for a line whose actor has just left a bell is rung, for others none", () => {
  const { owners, owner, rung, tell } = registry();
  owners.enter("conn_1", owner)();
  tell({ connectionId: "conn_1", seq: "4", part });
  tell({ connectionId: "conn_2", seq: "4", part });
  expect(rung).toEqual(["conn_1"]);
  owners.enter("conn_1", owner);
  tell({ connectionId: "conn_1", seq: "5", part });
  expect(rung).toEqual(["conn_1"]);
});
