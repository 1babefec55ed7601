/** How statements ask whether a kill switch beyond a connection stops it. */

/**
 * SQL: the scopes that are paused, as an array. Whoever asks goes on until its transaction ends before
 * a pause is put on, or sees it. Ask before taking any other lock.
 */
export const gate = "outbound_gate()";

/** SQL: waits until nobody is behind the gate and keeps it shut until the transaction ends. */
export const shutGate = "pg_advisory_xact_lock(72707371)";

/** SQL: whether a kill switch stops this connection. A look that holds nothing still; claims ask the gate. */
export function switchedOff(connection: string): string {
  return `EXISTS (SELECT 1 FROM pauses z WHERE z.scope IN ('installation', ${connection}.workspace_id))`;
}
