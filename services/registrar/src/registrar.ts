/** Builds the registrar: the worker of registrations, and a look at start for what is out of place. */
import type { Database } from "@lumenflow/db";
import { convergeRegistration } from "@lumenflow/jobs";
import { type Queues, ringAfterCommit } from "@lumenflow/queue";
import { webhookPath } from "@lumenflow/registration";
import type { Component, Logger, Role } from "@lumenflow/runtime";
import type { ConvergeDeps } from "./converge-deps.ts";
import { convergeRegistration as handle } from "./converge-registration.ts";

export interface RegistrarDeps extends ConvergeDeps {
  readonly database: Pick<Database, "checks" | "connections" | "credentials" | "registrations">;
  readonly queues: Pick<Queues, "worker" | "ringAll">;
  readonly logger: Logger;
}

/** Each run is a few calls to Telegram: waiting, not work. */
const concurrency = 20;

export function createRegistrar(deps: RegistrarDeps): Role {
  const { queues } = deps;
  const worker = queues.worker(
    convergeRegistration,
    (payload, context) => handle(payload, context, deps),
    { concurrency },
  );
  return { name: "registrar", components: [worker, registerElsewhere(deps)], checks: [] };
}

/** Makes due and rings for what is registered at another origin than today's, or nowhere. */
function registerElsewhere({ database, queues, webhookOrigin, logger }: RegistrarDeps): Component {
  return {
    name: "register-elsewhere",
    async start() {
      const origins = [webhookOrigin({ sandbox: false }), webhookOrigin({ sandbox: true })];
      const urls = origins.flatMap((origin) => (origin === null ? [] : [origin + webhookPath]));
      const ids = await database.registrations.dueUnlessAt(urls);
      if (ids.length === 0) return;
      logger.info({ connections: ids.length }, "registering connections anew");
      await ringAfterCommit(
        { queues, logger },
        convergeRegistration,
        ids.map((connectionId) => ({ connectionId })),
      );
    },
    async stop() {},
  };
}
