/** Starts private Redis servers, as durable as production asks for. */
import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { find, missing } from "./config.ts";
import { eventually } from "./eventually.ts";
import { temporaryFolder } from "./folders.ts";
import { type Running, start } from "./process.ts";

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** kill -9; the data stays, `restart` brings the server back with it. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** A server of one's own for a test that flushes or kills it; its data lies in a new folder under `parent`. */
export async function startRedis(parent?: string): Promise<RedisServer> {
  const program = find("redis");
  if (program === undefined) throw new Error(missing("redis"));
  const folder = temporaryFolder("redis", parent);
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  args.push("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");

  const launch = async (): Promise<Running> => {
    const server = start(program, args);
    await Promise.race([
      eventually(() => answers(port)),
      server.ended.then(() => {
        throw new Error(`Redis did not start:\n${server.output()}`);
      }),
    ]);
    return server;
  };
  let server = await launch();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: () => server.kill(),
    async restart() {
      await server.kill();
      server = await launch();
    },
    async stop() {
      await server.stop("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether it answers PING (it refuses while it still loads its data). */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const give = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("error", () => give(false));
    socket.on("connect", () => socket.write("PING\r\n"));
    socket.on("data", (data) => give(data.toString().startsWith("+PONG")));
  });
}

/** A port of loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("no free port"));
      });
    });
  });
}
