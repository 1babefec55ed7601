/** The sending half: two senders, and a keeper that wakes and sweeps. */
import { join } from "node:path";
import { type Cast, openCast as openAnyCast } from "../cast.ts";
import type { Random } from "../random.ts";

export type Role = "sender" | "keeper";

/** As short as a call to Telegram may take here: a minute of silence would show nothing more. */
export const telegramTimeoutMs = 2_000;

const services = join(import.meta.dirname, "../../../services");

export function openCast(options: {
  readonly backend: "redis" | "postgres";
  readonly random: Random;
  readonly apiRoot: string;
  /** `id:base64`, as `LUMENFLOW_ENCRYPTION_KEYS` takes it. */
  readonly encryptionKeys: string;
}): Promise<Cast<Role>> {
  const env = {
    LUMENFLOW_TELEGRAM_TIMEOUT_MS: String(telegramTimeoutMs),
    LUMENFLOW_ENCRYPTION_KEYS: options.encryptionKeys,
  };
  return openAnyCast<Role>({
    ...options,
    roles: ["sender", "sender", "keeper"],
    flushes: true,
    programs: {
      sender: {
        file: join(services, "sender/src/main.ts"),
        env: { ...env, TELEGRAM_API_ROOT: options.apiRoot },
      },
      keeper: { file: join(services, "keeper/src/main.ts"), env },
    },
  });
}
