/** Drives a server as fast as it answers: each connection sends its next request once it has the answer. */
import { type Connection, open } from "./connection.ts";
import { createRecording, type Measured } from "./measured.ts";

export interface Load {
  readonly url: URL;
  readonly connections: number;
  /** Bytes of the next request, whichever connection asks; `at` is when it is meant to be sent. */
  readonly next: (at: number) => Buffer;
  /** Whether to send another one. */
  readonly goOn: () => boolean;
  /** Any other status ends the run. Default 200 alone. */
  readonly expected?: readonly number[] | undefined;
}

/** @throws Error on the first unexpected answer, and on a broken connection. */
export async function drive(load: Load): Promise<Measured> {
  const { expected = [200] } = load;
  const recording = createRecording();
  const connections = await Promise.all(
    Array.from({ length: load.connections }, () => open(load.url)),
  );
  const startedAt = performance.now();

  async function repeat(connection: Connection): Promise<void> {
    while (load.goOn()) {
      const sentAt = performance.now();
      const status = await connection.send(load.next(sentAt));
      if (!expected.includes(status)) throw new Error(`answered ${status}`);
      recording.answered(status, performance.now() - sentAt);
    }
  }

  try {
    await Promise.all(connections.map(repeat));
    return recording.end((performance.now() - startedAt) / 1_000);
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** For `goOn`. */
export function forSeconds(seconds: number): () => boolean {
  const endsAt = performance.now() + seconds * 1_000;
  return () => performance.now() < endsAt;
}

/** For `goOn`. */
export function times(count: number): () => boolean {
  let left = count;
  return () => left-- > 0;
}

/** For `next`: the same ones over and over. */
export function inTurn(requests: readonly Buffer[]): () => Buffer {
  let turn = 0;
  return () => requests[turn++ % requests.length] as Buffer;
}
