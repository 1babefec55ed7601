/** The one address that Telegram knows: turns over the connections in turn, and loses an answer now and then. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Random } from "../random.ts";

export interface Balancer {
  readonly origin: string;
  /** Answers that were given but never arrived: what they acknowledged comes again. */
  readonly lostAnswers: number;
  stop(): Promise<void>;
}

/** It does not look who is there: a connection to one that was killed is refused, as behind a plain load balancer. */
export async function startBalancer(
  ports: readonly number[],
  random: Random,
  answersPerLoss: number,
): Promise<Balancer> {
  const open = new Set<Socket>();
  let turn = 0;
  let lostAnswers = 0;

  const server = createServer((telegram) => {
    const ingress = connect(ports[turn++ % ports.length] ?? 0, "127.0.0.1");
    for (const [socket, other] of [
      [telegram, ingress],
      [ingress, telegram],
    ] as const) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
    telegram.pipe(ingress);
    ingress.on("data", (answer) => {
      if (random.below(answersPerLoss) > 0) return void telegram.write(answer);
      lostAnswers += 1;
      telegram.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get lostAnswers() {
      return lostAnswers;
    },
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
