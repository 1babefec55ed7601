/** The public face of runtime: what every process is made of. */
export { createCoalescer } from "./coalesce.ts";
export * from "./component.ts";
export { defaultDataDir } from "./config/data-dir.ts";
export {
  ConfigError,
  type Environment,
  type Fault,
  parseConfig,
  type Rule,
  type Shape,
  type Values,
} from "./config/parse-config.ts";
export type { EncryptionKey, IngressLimits, RateLimit } from "./config/values.ts";
export { everyRole, type VariableName, variables } from "./config/variables.ts";
export { describeError, type ErrorDescription } from "./describe-error.ts";
export { createHeap, type Heap } from "./heap.ts";
export { type HttpServer, type HttpServerOptions, httpServer } from "./http-server.ts";
export { insist } from "./insist.ts";
export { CannotOpen, createKeyring, KeyMissing, type Keyring, SealBroken } from "./keyring.ts";
export { isLocalCaller, isLoopback } from "./local-caller.ts";
export { createLogger, type Logger, type LogLevel, logLevels } from "./logger.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { networkOf } from "./network-of.ts";
export { operations } from "./operations.ts";
export { type Host, type RunOptions, run } from "./run.ts";
export { scrub } from "./scrub.ts";
export { createSignal, type Signal } from "./signal.ts";
export { version } from "./version.ts";
export { newWebhookKeyId, readWebhookKey, webhookKeyOf } from "./webhook-key.ts";
export { writeOnce } from "./write-once.ts";
