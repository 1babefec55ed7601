/** An HTTP server as a component: stops taking connections, lets requests finish, then closes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Component } from "./component.ts";
import type { Logger } from "./logger.ts";

export interface HttpServerOptions {
  name: string;
  host: string;
  /** 0 takes a free port; `address()` tells which. */
  port: number;
  handler: (req: IncomingMessage, res: ServerResponse) => void;
  logger: Logger;
  /** Milliseconds that open requests (streams included) may take to end after `stop`; default 10 s. */
  graceMs?: number | undefined;
}

export interface HttpServer extends Component {
  /** Where it listens; throws before `start`. */
  address(): { host: string; port: number };
  /** Aborts when `stop` begins: long polls and event streams end themselves then. */
  readonly stopping: AbortSignal;
}

export function httpServer(options: HttpServerOptions): HttpServer {
  const { name, host, port, handler, logger, graceMs = 10_000 } = options;
  const server = createServer();
  const stopping = new AbortController();
  /** The last answer on each connection: noting it costs a request less than a listener on its end. */
  const latest = new Map<Socket, ServerResponse>();
  let stopped: Promise<void> | undefined;

  server.on("connection", (socket: Socket) => {
    socket.once("close", () => latest.delete(socket));
  });
  server.on("request", (req, res) => {
    latest.set(req.socket, res);
    if (stopping.signal.aborted) res.shouldKeepAlive = false;
    handler(req, res);
  });

  return {
    name,
    stopping: stopping.signal,
    address() {
      const address = server.address();
      if (address === null || typeof address === "string")
        throw new Error(`${name} does not listen`);
      return { host: address.address, port: address.port };
    },
    start: () => listen(server, { name, host, port, logger }),
    stop() {
      stopped ??= close(
        server,
        () => {
          stopping.abort();
          for (const res of latest.values()) res.shouldKeepAlive = false;
        },
        graceMs,
      );
      return stopped;
    },
  };
}

function listen(
  server: Server,
  { name, host, port, logger }: Pick<HttpServerOptions, "name" | "host" | "port" | "logger">,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "EADDRINUSE"
          ? `port ${port} on ${host} is taken by another program: stop it, or set PORT to a free one`
          : `cannot listen on ${host}:${port} (${error.code}): set HOST to an address of this machine, and PORT to one that this user may take`;
      reject(new Error(reason, { cause: error }));
    };
    server.once("error", onError);
    server.listen(port, host, () => {
      server.off("error", onError);
      server.on("error", (error) => logger.error({ err: error, server: name }, "server error"));
      logger.info({ server: name, port: (server.address() as AddressInfo).port }, "listening");
      resolve();
    });
  });
}

function close(server: Server, begin: () => void, graceMs: number): Promise<void> {
  begin();
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), graceMs);
    // Closing also closes idle keep-alive connections; busy ones close after their response.
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
