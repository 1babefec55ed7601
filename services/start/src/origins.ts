/** Says under which origins this process is reached: by people, by Telegram, by its own sandbox. */
import type { ApiRoots } from "@lumenflow/telegram";
import type { Config } from "./config.ts";

export interface Origins {
  /** Where this machine reaches us. */
  local(): string;
  /** Every origin that the console's pages may come from. */
  own(): string[];
  /** Where people reach the console; undefined where it is elsewhere, and nobody says where. */
  console(): string | undefined;
  /** The Bot API servers that tokens talk to. */
  roots(): ApiRoots;
  /** The origin for webhooks; null where nobody could deliver, so that updates are asked for. */
  webhook(bot: { readonly sandbox: boolean }): string | null;
}

/** `port` is asked each time: with PORT=0 it is known once the server listens. */
export function originsOf(config: Config, port: () => number): Origins {
  const { HOST, PUBLIC_URL, LUMENFLOW_CONSOLE_URL, TELEGRAM_API_ROOT, roles } = config;
  const local = () => `http://${reachable(HOST)}:${port()}`;
  // A sandbox of another installation on this machine reaches our loopback, as our own does.
  const localApi = isLoopback(new URL(TELEGRAM_API_ROOT).hostname);

  return {
    local,
    own: () => [
      local(),
      `http://localhost:${port()}`,
      `http://127.0.0.1:${port()}`,
      ...(PUBLIC_URL === undefined ? [] : [PUBLIC_URL]),
    ],
    console: () =>
      LUMENFLOW_CONSOLE_URL ?? (roles.has("console") ? (PUBLIC_URL ?? local()) : undefined),
    roots: () => ({
      apiRoot: TELEGRAM_API_ROOT,
      sandboxRoot: roles.has("sandbox") ? `${local()}/sandbox` : undefined,
    }),
    webhook({ sandbox }) {
      if (sandbox && roles.has("sandbox")) return local();
      if (PUBLIC_URL !== undefined) return PUBLIC_URL;
      return sandbox && localApi && roles.has("ingress") ? local() : null;
    },
  };
}

function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
}
