/** Turns what is paused into what the API answers. */
import { type PauseView, pauseView, type WorkspacePausesView } from "@lumenflow/api";
import type { ConnectionRow, PauseRow } from "@lumenflow/db";

export function presentPauses(rows: readonly PauseRow[], workspaceId: string): WorkspacePausesView {
  const views = rows.map((row) => presentSwitch(row, workspaceId));
  const of = (wanted: PauseView["scope"]) => views.find(({ scope }) => scope === wanted) ?? null;
  return { installation: of("installation"), workspace: of("workspace") };
}

/** Everything that holds a connection back, the widest first; `switches` as `pauses.of` says. */
export function pausesOf(row: ConnectionRow, switches: readonly PauseRow[]): PauseView[] {
  const { workspaceId } = row;
  const own = { scope: row.id, actorWorkspaceId: null };
  const views = switches.map((each) => presentSwitch(each, workspaceId));
  if (row.outboundPausedAt !== null) {
    const { outboundPauseReason: reason, outboundPausedAt: since } = row;
    const { outboundPausedUntil: until, outboundPausedBy: by, outboundPausedByName: byName } = row;
    views.push(pauseView({ ...own, reason, since, until, by, byName }, workspaceId, "outbound"));
  }
  if (row.inboundPausedAt !== null) {
    const { inboundPauseReason: reason, inboundPausedAt: since } = row;
    const { inboundPausedUntil: until, inboundPausedBy: by, inboundPausedByName: byName } = row;
    views.push(pauseView({ ...own, reason, since, until, by, byName }, workspaceId, "inbound"));
  }
  return views;
}

function presentSwitch(row: PauseRow, workspaceId: string): PauseView {
  const { pausedAt: since, pausedBy: by, pausedByName: byName } = row;
  return pauseView({ ...row, since, by, byName }, workspaceId);
}
