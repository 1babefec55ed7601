/** The promises of the queue, run unchanged on every backend. */
import { afterAll, beforeAll } from "vitest";
import { dashboard } from "./conformance/dashboard.ts";
import { doorbells } from "./conformance/doorbells.ts";
import { lifeCycle } from "./conformance/life-cycle.ts";
import { limits } from "./conformance/limits.ts";
import { partitions } from "./conformance/partitions.ts";
import { storm } from "./conformance/storm.ts";
import type { TestServer } from "./servers.ts";

/** `more` are promises of this backend alone. */
export function conformance(
  makeServer: () => Promise<TestServer>,
  more: (server: () => TestServer) => void,
): void {
  let server: TestServer | undefined;
  beforeAll(async () => {
    server = await makeServer();
  });
  afterAll(() => server?.stop());
  const running = (): TestServer => {
    if (server === undefined) throw new Error("the server did not start");
    return server;
  };

  doorbells(running);
  partitions(running);
  lifeCycle(running);
  limits(running);
  storm(running);
  dashboard(running);
  more(running);
}
