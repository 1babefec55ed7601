/** Says to the person at the terminal where everything is; secrets once, on the first start. */
import type { FirstAccess } from "@lumenflow/accounts";
import type { Config } from "./config.ts";
import { keyFileIn } from "./key-file.ts";
import type { Origins } from "./origins.ts";

/** Plain text for standard output. It may hold secrets: never send it through the logger. */
export function banner(config: Config, origins: Origins, first: FirstAccess | null): string {
  const { roles } = config;
  const lines = ["", "  LumenFlow Telegram is running. Ctrl-C stops it.", ""];
  const say = (label: string, text: string) => lines.push(`  ${label.padEnd(10)} ${text}`);
  const leads = first === null ? "" : "   (sign in: it leads you to a first message)";
  if (roles.has("console")) say("Console", `${origins.local()}${leads}`);
  if (roles.has("sandbox")) {
    say("Sandbox", `${origins.local()}/sandbox   (make a bot and try everything offline)`);
  }
  if (first !== null) lines.push("", ...access(first), ...backup(config));
  lines.push("");
  return `${lines.join("\n")}\n`;
}

/** How to get in; what was given is not repeated. */
export function access(first: FirstAccess): string[] {
  const shown = first.password !== undefined || first.apiKey !== undefined;
  return [
    `  Sign in    ${first.email}   ${first.password ?? "with LUMENFLOW_OWNER_PASSWORD"}`,
    `  API key    ${first.apiKey ?? "as given in LUMENFLOW_API_KEY"}`,
    ...(shown ? ["", "  The password and the key are shown this once: keep them."] : []),
  ];
}

function backup(config: Config): string[] {
  if (config.DATABASE_URL !== undefined || config.LUMENFLOW_ENCRYPTION_KEYS !== undefined)
    return [];
  return [
    "",
    `  Back up ${keyFileIn(config.LUMENFLOW_DATA_DIR)} apart from the database:`,
    "  without it the stored bot tokens cannot be read.",
  ];
}
