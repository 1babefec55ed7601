/** Every value that is sealed with an encryption key, and its exchange for the same one sealed anew. */
import type { Client, Sql } from "../client.ts";

/** Where sealed values stand; `id` is what they are sealed for. */
const places = [
  { name: "bot tokens", table: "credentials", id: "connection_id", column: "bot_token" },
  { name: "webhook secrets", table: "credentials", id: "connection_id", column: "webhook_secret" },
  { name: "endpoints' secrets", table: "endpoints", id: "id", column: "secret" },
  { name: "endpoints' secrets", table: "endpoints", id: "id", column: "previous_secret" },
  { name: "second factors", table: "two_factors", id: "id", column: "secret" },
  { name: "second factors", table: "two_factors", id: "id", column: "backup_codes" },
] as const;

export type SealedPlace = (typeof places)[number];

export interface SealedValue {
  readonly id: string;
  readonly value: string;
}

export function createSealed(_client: Client, sql: Sql) {
  return {
    places,

    async all({ table, id, column }: SealedPlace): Promise<SealedValue[]> {
      return sql<SealedValue>(
        `SELECT ${id} AS id, ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`,
      );
    },

    /** False where it has been replaced or erased meanwhile. */
    async exchange(
      { table, id, column }: SealedPlace,
      { id: whose, value }: SealedValue,
      anew: string,
    ): Promise<boolean> {
      const rows = await sql(
        `UPDATE ${table} SET ${column} = $3 WHERE ${id} = $1 AND ${column} = $2 RETURNING 1`,
        [whose, value, anew],
      );
      return rows.length > 0;
    },
  };
}
