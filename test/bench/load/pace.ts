/**
 * Sends at a steady rate, whether or not the server keeps up. A request's latency counts from the
 * moment it was meant to be sent: a server that stands still is charged for all who wait meanwhile.
 */
import { setTimeout as delay } from "node:timers/promises";
import { type Connection, open } from "./connection.ts";
import type { Load } from "./drive.ts";
import { createRecording, type Measured } from "./measured.ts";

export interface Pace extends Load {
  readonly perSecond: number;
}

/** @throws Error on the first unexpected answer, and on a broken connection. */
export async function pace(load: Pace): Promise<Measured> {
  const { expected = [200], perSecond } = load;
  const recording = createRecording();
  const idle = await Promise.all(Array.from({ length: load.connections }, () => open(load.url)));
  const all = [...idle];
  const startedAt = performance.now();
  const dueAt = (turn: number) => startedAt + (turn * 1_000) / perSecond;
  let sent = 0;
  let failure: unknown;

  async function send(connection: Connection): Promise<void> {
    const due = dueAt(sent);
    sent += 1;
    const status = await connection.send(load.next(due));
    if (!expected.includes(status)) throw new Error(`answered ${status}`);
    recording.answered(status, performance.now() - due);
    idle.push(connection);
  }

  /** Everything that is due and finds a connection; what does not is due still. */
  function sendDue(): void {
    while (dueAt(sent) <= performance.now()) {
      const connection = idle.shift();
      if (connection === undefined) return;
      send(connection).catch((error: unknown) => {
        failure ??= error;
      });
    }
  }

  try {
    while (failure === undefined && load.goOn()) {
      sendDue();
      await delay(1);
    }
    while (failure === undefined && idle.length < all.length) await delay(1);
    if (failure !== undefined) throw failure;
    return recording.end((performance.now() - startedAt) / 1_000);
  } finally {
    for (const connection of all) connection.close();
  }
}
