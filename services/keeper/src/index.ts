/** The keeper: timers that wake, sweep, release and expire. Any number of keepers may run. */
import type { Database } from "@lumenflow/db";
import { checkpointPurpose } from "@lumenflow/governance";
import type { PartitionLayout } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Keyring, Logger, Metrics, Role } from "@lumenflow/runtime";
import { createTimer } from "./timer.ts";
import { closeAlbums } from "./timers/close-albums.ts";
import { cutAudit } from "./timers/cut-audit.ts";
import { endDoubts } from "./timers/end-doubts.ts";
import { eraseUploads } from "./timers/erase-uploads.ts";
import { escalate } from "./timers/escalate.ts";
import { expire } from "./timers/expire.ts";
import { expireBacklogs } from "./timers/expire-backlogs.ts";
import { forgetConnectionHistory } from "./timers/forget-connection-history.ts";
import { forgetDeliveries } from "./timers/forget-deliveries.ts";
import { forgetKeys } from "./timers/forget-keys.ts";
import { forgetMessages } from "./timers/forget-messages.ts";
import { keepSequences } from "./timers/keep-sequences.ts";
import { liftPauses } from "./timers/lift-pauses.ts";
import { lookAtWebhooks } from "./timers/look-at-webhooks.ts";
import { releaseScheduled } from "./timers/release-scheduled.ts";
import { sealAudit } from "./timers/seal-audit.ts";
import { showCards } from "./timers/show-cards.ts";
import { sweep } from "./timers/sweep.ts";
import { wakeParked } from "./timers/wake-parked.ts";

export interface KeeperDeps {
  readonly database: Pick<
    Database,
    | "approvals"
    | "checks"
    | "connectionHistory"
    | "deliveries"
    | "messages"
    | "outbox"
    | "pauses"
    | "polling"
    | "registrations"
    | "telegramApprovals"
    | "trails"
    | "transaction"
    | "updates"
    | "uploads"
  >;
  readonly queues: Pick<Queues, "ringAll" | "reassert" | "seal">;
  /** Signs the audit trail's checkpoints. */
  readonly keyring: Pick<Keyring, "signingKeys">;
  /** The epochs of the partitions that are not closed, oldest first. */
  readonly layouts: () => Promise<PartitionLayout[]>;
  /** Milliseconds that a call to Telegram may take. */
  readonly telegramTimeoutMs: number;
  /** Days that messages are kept after they have ended. */
  readonly messageDays: number;
  /** Days that audit entries are kept; for good where it is not given. */
  readonly auditDays?: number | undefined;
  /** Where people reach the console: cards in Telegram link to it. */
  readonly consoleOrigin?: (() => string | undefined) | undefined;
  readonly metrics: Pick<Metrics, "gauge">;
  readonly logger: Logger;
}

export function createKeeper(deps: KeeperDeps): Role {
  const {
    checks,
    outbox,
    registrations,
    deliveries,
    messages,
    connectionHistory,
    updates,
    polling,
    pauses,
    telegramApprovals,
    trails,
    transaction,
  } = deps.database;
  const [signer] = deps.keyring.signingKeys(checkpointPurpose);
  const lastSuccess = deps.metrics.gauge({
    name: "lumenflow_timer_last_success_seconds",
    help: "When a timer of the keeper last succeeded, in Unix seconds",
    labelNames: ["timer"],
  });
  const succeeded = (timer: string, atSeconds: number) => lastSuccess.set({ timer }, atSeconds);
  const timers = [
    wakeParked({ ...deps, outbox, deliveries }),
    sweep({ ...deps, outbox, registrations, deliveries, polling, telegramApprovals }),
    closeAlbums({ updates }),
    releaseScheduled(deps),
    expire(deps),
    escalate(deps),
    showCards(deps),
    expireBacklogs(deps),
    liftPauses({ pauses, metrics: deps.metrics }),
    keepSequences(deps),
    endDoubts(deps),
    lookAtWebhooks({ ...deps, checks }),
    eraseUploads(deps.database),
    forgetKeys({ messages }),
    forgetMessages({ messages, days: deps.messageDays }),
    forgetConnectionHistory({ connectionHistory }),
    forgetDeliveries({ deliveries }),
    sealAudit({ trails, transaction, signer }),
    ...(deps.auditDays === undefined
      ? []
      : [cutAudit({ trails, transaction, days: deps.auditDays })]),
  ].map((work) => createTimer(work, { logger: deps.logger, succeeded }));
  return {
    name: "keeper",
    components: timers.map(({ component }) => component),
    checks: timers.map(({ check }) => check),
  };
}
