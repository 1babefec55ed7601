/** Turns a connection's row into what the API answers: no key, no secret, no token. */
import type { ConnectionView } from "@lumenflow/api";
import type { ConnectionRow } from "@lumenflow/db";
import { connectionMachine, isState } from "@lumenflow/governance";

export function presentConnection(row: ConnectionRow): ConnectionView {
  if (!isState(connectionMachine, row.status)) {
    throw new Error(`connection ${row.id} has the unknown status ${row.status}`);
  }
  return {
    id: row.id,
    provider: "telegram",
    displayName: row.displayName,
    status: row.status,
    statusReason: row.statusReason,
    bot: { id: row.botId, username: row.botUsername, name: row.botName },
    webhook: {
      url: row.registeredUrl && `${row.registeredUrl}?key=***`,
      registeredAt: iso(row.registeredAt),
      lastCheckedAt: iso(row.lastCheckedAt),
      lastDeliveryAt: iso(row.lastDeliveryAt),
      pendingUpdateCount: row.pendingUpdateCount,
      lastError: row.lastError,
    },
    paused: {
      inbound: row.inboundPausedAt !== null,
      outbound: row.outboundPausedAt !== null,
      reason: row.outboundPauseReason ?? row.inboundPauseReason,
    },
    warnings: row.warnings,
    createdAt: row.createdAt.toISOString(),
    disconnectedAt: iso(row.disconnectedAt),
  };
}

function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
