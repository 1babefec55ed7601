/** How statements ask whether somebody has what a workspace asks for, and whether a bot is played. */

/** SQL: whether a person `u` is without the second factor that their workspace `w` asks for. */
export const lacksSecondFactor =
  "(w.second_factor_required AND NOT coalesce(u.two_factor_enabled, false))";

/** SQL: whether a connection's bot is a sandbox's: there everybody who reaches it can play anybody. */
export function isSandbox(connection: string): string {
  return `(${connection}.api_root LIKE '%/sandbox')`;
}
