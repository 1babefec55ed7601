/** Runs components until a signal: starts in order, stops in reverse with a deadline, then exits. */
import type { Component } from "./component.ts";
import { describeError } from "./describe-error.ts";
import type { Logger } from "./logger.ts";

/** The part of `process` that `run` uses; tests hand in their own. */
export interface Host {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
  exit(code: number): unknown;
  /** Milliseconds of a clock that never goes back; by default the process's own. */
  now?(): number;
}

export interface RunOptions {
  logger: Logger;
  /** Milliseconds that stopping may take altogether. */
  shutdownTimeoutMs: number;
  /** Called once everything has started. */
  onStarted?: (() => void | Promise<void>) | undefined;
  /** Aborts, with the reason, where something that all of it needs has ended for good. */
  broken?: AbortSignal | undefined;
  host?: Host | undefined;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
// One Ctrl-C arrives more than once: from the terminal, and again from npm, which passes it on.
const sameSignalMs = 500;
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Starts the components in order and waits. The first signal (or an uncaught error) stops them in
 * reverse within `shutdownTimeoutMs`; a second signal, half a second later or more, exits at once.
 * A parent that holds an IPC channel to us and disappears counts as a signal. Exit codes: 0 after a clean
 * stop, 1 after a fault (also where `broken` aborts) or a missed deadline, 128 + signal on the second signal.
 *
 * The only place that listens to signals or exits.
 */
export async function run(components: readonly Component[], options: RunOptions): Promise<void> {
  const { logger, shutdownTimeoutMs, onStarted } = options;
  const host: Host = options.host ?? process;
  const started: Component[] = [];
  const stopping = Promise.withResolvers<void>();
  const now = () => host.now?.() ?? performance.now();
  let asked = false;
  let lastSignal = Number.NEGATIVE_INFINITY;
  let exitCode = 0;
  let starting: Promise<void> = Promise.resolve();

  const ask = (code: number) => {
    asked = true;
    exitCode = Math.max(exitCode, code);
    stopping.resolve();
  };
  const onSignal = new Map(
    signals.map((signal) => [
      signal,
      () => {
        const same = now() - lastSignal < sameSignalMs;
        lastSignal = now();
        if (same) return;
        if (asked) {
          logger.warn({ signal }, "second signal: leaving at once");
          host.exit(exitCodes[signal]);
          return;
        }
        logger.info({ signal }, "stopping");
        ask(0);
      },
    ]),
  );
  const onFault = (fault: unknown) => {
    logger.fatal({ err: fault }, "uncaught error: stopping");
    ask(1);
  };
  const onBroken = () => {
    logger.fatal({ err: describeError(options.broken?.reason) }, "cannot go on: stopping");
    ask(1);
  };
  for (const [signal, listener] of onSignal) host.on(signal, listener);
  options.broken?.addEventListener("abort", onBroken);
  const onOrphaned = () => {
    logger.warn("the process that started this one has gone: stopping");
    ask(0);
  };
  host.on("uncaughtException", onFault);
  host.on("unhandledRejection", onFault);
  host.on("disconnect", onOrphaned);

  try {
    for (const component of components) {
      if (asked) break;
      // Listed before it has started: a component that failed half-way is stopped too.
      started.push(component);
      starting = component.start();
      await Promise.race([starting, stopping.promise]);
    }
    if (!asked) await onStarted?.();
  } catch (error) {
    const last = started.at(-1)?.name;
    logger.fatal({ err: describeError(error), component: last }, "could not start");
    ask(1);
  }

  await stopping.promise;
  // Interrupted in mid-start: a component is easier to stop once it stands, if that comes soon.
  await settled(starting, Math.min(3_000, shutdownTimeoutMs / 2));
  const inTime = await stopAll(started.reverse(), logger, shutdownTimeoutMs);
  for (const [signal, listener] of onSignal) host.off(signal, listener);
  host.off("uncaughtException", onFault);
  host.off("unhandledRejection", onFault);
  host.off("disconnect", onOrphaned);
  options.broken?.removeEventListener("abort", onBroken);
  host.exit(inTime ? exitCode : Math.max(exitCode, 1));
}

async function stopAll(
  components: Component[],
  logger: Logger,
  timeoutMs: number,
): Promise<boolean> {
  let current = "";
  const work = async () => {
    for (const component of components) {
      current = component.name;
      try {
        await component.stop();
      } catch (error) {
        logger.error({ err: error, component: component.name }, "could not stop cleanly");
      }
    }
  };
  const inTime = await settled(work(), timeoutMs);
  if (inTime) logger.info("stopped");
  else logger.error({ component: current, timeoutMs }, "not stopped in time: leaving");
  return inTime;
}

/** Whether the work ends, well or badly, within the time. */
async function settled(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false);
  });
  const done = work.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([done, late]);
  clearTimeout(timer);
  return inTime;
}
