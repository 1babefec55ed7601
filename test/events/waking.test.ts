/** Whoever records an event knows nothing of endpoints: a sleeping one is woken all the same. */
import { expect, test } from "vitest";
import { describeBackends, eventually } from "../harness/index.ts";
import { startReceiver } from "../push/receiver.ts";
import { setup } from "../push/setup.ts";

describeBackends("an endpoint that sleeps", ({ prepare }) => {
  test("gets what somebody recorded without a ring, and without a sweep", async () => {
    const world = await setup(await prepare());
    const receiver = await startReceiver();
    const connectionId = await world.connection();
    await world.endpoint(receiver, { events: ["connection.status.changed"] });
    const { workspaceId } = world;
    await world.database.ingest.noteDeliveries([{ workspaceId, connectionId }]);
    const [got] = await eventually(() => receiver.received.length > 0 && receiver.received);
    expect(got?.event.data).toMatchObject({ previousStatus: "connected", status: "active" });
  });
});
