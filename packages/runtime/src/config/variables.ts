/** Every environment variable there is: its schema, and what to do about a fault. */
import { z } from "zod";
import { logLevels } from "../logger.ts";
import { defaultDataDir } from "./data-dir.ts";
import {
  encryptionKeys,
  ingressLimitDefaults,
  ingressLimits,
  integer,
  networks,
  roles,
  trustProxy,
  updateKinds,
  url,
} from "./values.ts";

const word = z.string().regex(/^\S+$/, "must not contain spaces");

/**
 * The catalogue that every `config.ts` picks from: `parseConfig({ PORT: variables.PORT }, env)`.
 * An optional one becomes required by `variables.DATABASE_URL.unwrap()`.
 */
export const variables = {
  DATABASE_URL: url(["postgres:", "postgresql:"]).optional().meta({
    remedy: "give it as postgresql://user:password@host:5432/database (PostgreSQL 14 or newer)",
  }),
  REDIS_URL: url(["redis:", "rediss:"])
    .optional()
    .meta({ remedy: "give it as redis://host:6379, or leave it out to keep queues in Postgres" }),
  PORT: integer({ min: 0, max: 65_535 })
    .prefault("3000")
    .meta({ remedy: "give a port such as 3000" }),
  HOST: word
    .default("127.0.0.1")
    .meta({ remedy: "give an address to listen on, such as 127.0.0.1" }),
  PUBLIC_URL: url(["https:"], { origin: true }).optional().meta({
    remedy: "give the https origin that Telegram reaches, such as https://bots.example.com",
  }),
  LUMENFLOW_CONSOLE_URL: url(["https:", "http:"], { origin: true }).optional().meta({
    remedy:
      "give the origin at which people reach the console, such as https://console.example.com",
  }),
  TELEGRAM_API_ROOT: url(["https:", "http:"])
    .prefault("https://api.telegram.org")
    .meta({ remedy: "give the root of a Bot API server, such as https://api.telegram.org" }),
  LUMENFLOW_ENCRYPTION_KEYS: encryptionKeys.optional().meta({
    remedy:
      'give comma-separated id:base64(32 bytes); make one with: echo "k1:$(openssl rand -base64 32)"',
  }),
  LUMENFLOW_DATA_DIR: z
    .string()
    .default(() => defaultDataDir())
    .meta({ remedy: "give a folder that this user may write to" }),
  LUMENFLOW_OWNER_EMAIL: z
    .email("is not an e-mail address")
    .optional()
    .meta({ remedy: "give the first owner's e-mail address" }),
  LUMENFLOW_OWNER_PASSWORD: z
    .string()
    .min(8, "is shorter than 8 characters")
    .max(128, "is longer than 128 characters")
    .optional()
    .meta({ remedy: "give 8 to 128 characters, or leave it out to have one generated" }),
  LUMENFLOW_API_KEY: z
    .string()
    .regex(/^lf_[A-Za-z0-9_-]{16,200}$/, "is not lf_ followed by 16 to 200 letters, digits, _ or -")
    .optional()
    .meta({ remedy: "leave it out to have one generated and printed once" }),
  LUMENFLOW_ROLES: roles
    .optional()
    .meta({ remedy: "give any of ingress,dispatcher,sender,registrar,keeper,console,sandbox" }),
  LUMENFLOW_INGRESS_LIMITS: ingressLimits.default(ingressLimitDefaults).meta({
    remedy: 'write them like connection=1000/1s,workspace=5000/1s,unknown=60/60s, or "off"',
  }),
  LUMENFLOW_ENDPOINT_NETWORKS: networks.default([]).meta({
    remedy: "give the private addresses or networks that endpoints may have, such as 10.1.0.0/16",
  }),
  LUMENFLOW_MEDIA_NETWORKS: networks.default([]).meta({
    remedy:
      "give the private addresses or networks that files may be fetched from, such as 10.1.0.0/16",
  }),
  LUMENFLOW_UPDATE_KINDS: updateKinds.default([]).meta({
    remedy:
      "give the kinds of updates that Telegram has had since this version, as the Bot API names them",
  }),
  LUMENFLOW_TELEGRAM_TIMEOUT_MS: integer({ min: 1_000, max: 600_000 })
    .prefault("20000")
    .meta({ remedy: "give milliseconds, at least 3000 below SHUTDOWN_TIMEOUT_MS" }),
  LUMENFLOW_MESSAGE_RETENTION_DAYS: integer({ min: 30, max: 36_500 })
    .prefault("365")
    .meta({ remedy: "give days, 30 or more: as long as a repeated request is recognised" }),
  LUMENFLOW_AUDIT_RETENTION_DAYS: integer({ min: 30, max: 36_500 })
    .optional()
    .meta({ remedy: "give days, 30 or more, or leave it out to keep the audit trail for good" }),
  LUMENFLOW_METRICS_TOKEN: word
    .optional()
    .meta({ remedy: "give a long random word without spaces" }),
  LUMENFLOW_TRUST_PROXY: trustProxy.optional().meta({
    remedy: "give the proxies' addresses or networks (10.0.0.0/8), loopback, or a number of hops",
  }),
  LOG_LEVEL: z
    .enum(logLevels, `is none of ${logLevels.join(", ")}`)
    .default("info")
    .meta({ remedy: "give info, or debug to see more" }),
  SHUTDOWN_TIMEOUT_MS: integer({ min: 1_000, max: 3_600_000 })
    .prefault("25000")
    .meta({ remedy: "give milliseconds, such as 25000" }),
};

export type VariableName = keyof typeof variables;

/** What a role that runs alone needs, whichever it is. */
export const everyRole = {
  DATABASE_URL: variables.DATABASE_URL.unwrap(),
  REDIS_URL: variables.REDIS_URL,
  HOST: variables.HOST,
  PORT: variables.PORT,
  LUMENFLOW_METRICS_TOKEN: variables.LUMENFLOW_METRICS_TOKEN,
  LOG_LEVEL: variables.LOG_LEVEL,
  SHUTDOWN_TIMEOUT_MS: variables.SHUTDOWN_TIMEOUT_MS,
};
