/** When a connection holds its deliveries. */

/**
 * SQL over a connection's columns, which may be null for deliveries of none. A pause ends with its
 * connection: nobody could lift it afterwards.
 */
export const held = (c: string) =>
  `(${c}.inbound_paused_at IS NOT NULL AND ${c}.status <> 'disconnected')`;
