/** The logger: pino with redaction in one place, so that no caller has to think of it. */
import { type DestinationStream, pino } from "pino";
import { redact } from "./redact.ts";
import { scrub } from "./scrub.ts";

export type Logger = pino.Logger;
export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * A JSON logger on standard output (or `destination`). Names that carry secrets or texts are masked
 * at any depth, errors are described with their causes, and every finished line is scrubbed once
 * more: the message and child bindings included.
 */
export function createLogger(options: {
  name: string;
  level?: LogLevel | undefined;
  destination?: DestinationStream | undefined;
}): Logger {
  const logger = pino(
    {
      name: options.name,
      level: options.level ?? "info",
      timestamp: pino.stdTimeFunctions.isoTime,
      // Errors are described by `redact`; pino's own serializer would take them apart once more.
      serializers: { err: (described: unknown) => described },
      formatters: { log: redact, level: (label) => ({ level: label }) },
      hooks: { streamWrite: scrub },
    },
    options.destination ?? pino.destination({ fd: 1, sync: true }),
  );
  // pino does not format a child's bindings; children inherit this method, so theirs are covered.
  const { child } = logger;
  logger.child = function (this: Logger, bindings: pino.Bindings, childOptions?: object) {
    return child.call(this, redact(bindings), childOptions as never) as never;
  };
  return logger;
}
