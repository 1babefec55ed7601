/** Turns a connection's row into what the API answers: no key, no secret, no token. */
import { basePath, type ConnectionChangeView, type ConnectionView } from "@lumenflow/api";
import type {
  Backlog,
  ConnectionChangeRow,
  ConnectionRow,
  NamedPicture,
  Pacing,
  PauseRow,
} from "@lumenflow/db";
import { type ConnectionStatus, connectionMachine, isState } from "@lumenflow/governance";
import { defaultPacing } from "@lumenflow/telegram";
import { pausesOf } from "../pauses/present.ts";

/** What stands elsewhere than in the connection's row. */
export interface Beside {
  /** Of its workspace and of the installation. */
  readonly switches: readonly PauseRow[];
  readonly backlog: Backlog | undefined;
  readonly picture: NamedPicture | undefined;
}

export function presentConnection(
  row: ConnectionRow,
  { switches, backlog, picture }: Beside,
): ConnectionView {
  const pauses = pausesOf(row, switches);
  return {
    id: row.id,
    provider: "telegram",
    displayName: row.displayName,
    status: known(row.status),
    statusReason: row.statusReason,
    statusRemedy: row.statusRemedy,
    bot: {
      id: row.botId,
      username: row.botUsername,
      name: row.botName,
      picture: picture ? pictureAddress(picture) : null,
    },
    webhook: {
      mode: modeOf(row.receiveMode),
      url: row.registeredUrl && `${row.registeredUrl}?key=***`,
      secretRotating: row.previousSecretDigest !== null,
      registeredAt: iso(row.registeredAt),
      lastCheckedAt: iso(row.lastCheckedAt),
      lastDeliveryAt: iso(row.lastDeliveryAt),
      pendingUpdateCount: row.pendingUpdateCount,
      lastError: row.lastError,
    },
    paused: {
      inbound: pauses.some(({ direction }) => direction === "inbound"),
      outbound: pauses.some(({ direction }) => direction === "outbound"),
      reason: pauses[0]?.reason ?? null,
      pauses,
    },
    pacing: { ...defaultPacing, ...(row.pacing as Pacing | null) },
    paidBroadcast: row.paidBroadcast,
    doubtPolicy: row.doubtPolicy as ConnectionView["doubtPolicy"],
    backlogAsksAfter: row.backlogAsksAfter,
    backlog:
      backlog === undefined
        ? null
        : {
            count: backlog.count,
            oldestAt: backlog.oldestAt.toISOString(),
            expiring: backlog.expiring,
          },
    warnings: row.warnings,
    createdAt: row.createdAt.toISOString(),
    disconnectedAt: iso(row.disconnectedAt),
  };
}

export function presentChange(row: ConnectionChangeRow): ConnectionChangeView {
  return {
    id: row.id,
    at: row.at.toISOString(),
    from: row.fromStatus === null ? null : known(row.fromStatus),
    to: known(row.toStatus),
    reason: row.reason,
    remedy: row.remedy,
  };
}

/** Another picture has another address, so that a browser may keep this one for a while. */
export function pictureAddress({ connectionId, digest }: NamedPicture): string {
  return `${basePath}/connections/${connectionId}/picture?v=${digest.slice(0, 8)}`;
}

function known(status: string): ConnectionStatus {
  if (isState(connectionMachine, status)) return status;
  throw new Error(`a connection has the unknown status ${status}`);
}

function modeOf(mode: string | null): ConnectionView["webhook"]["mode"] {
  return mode === "webhook" || mode === "polling" ? mode : null;
}

function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
