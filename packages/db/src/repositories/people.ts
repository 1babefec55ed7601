/** People, as they sign in with e-mail and password; sessions belong to the accounts library. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";

export interface NewPerson {
  readonly id: string;
  readonly name: string;
  /** Lower case: the accounts library looks it up like that. */
  readonly email: string;
  /** As the accounts library hashes it. */
  readonly passwordHash: string;
}

export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string | null;
}

export function createPeople(_client: Client, sql: Sql) {
  return {
    /** Makes a person who signs in with e-mail and password; false where the e-mail is taken. */
    async add(person: NewPerson): Promise<boolean> {
      const rows = await sql(
        `WITH added AS (
           INSERT INTO users (id, name, email, email_verified) VALUES ($1, $2, $3, true)
           ON CONFLICT (email) DO NOTHING RETURNING id
         ), credential AS (
           INSERT INTO accounts (id, account_id, provider_id, user_id, password)
           SELECT $4, id, 'credential', id, $5 FROM added
         )
         SELECT id FROM added`,
        [person.id, person.name, person.email, newId("account"), person.passwordHash],
      );
      return rows.length > 0;
    },

    /** `email` in lower case. */
    async byEmail(email: string): Promise<PersonRow | null> {
      const [row] = await sql<PersonRow>(
        `SELECT u.id, u.name, u.email, a.password AS "passwordHash"
         FROM users u LEFT JOIN accounts a ON a.user_id = u.id AND a.provider_id = 'credential'
         WHERE u.email = $1`,
        [email],
      );
      return row ?? null;
    },

    /** `passwordHash` as the accounts library makes it. */
    async setPassword(userId: string, passwordHash: string): Promise<void> {
      await sql(
        `UPDATE accounts SET password = $2, updated_at = now()
         WHERE user_id = $1 AND provider_id = 'credential'`,
        [userId, passwordHash],
      );
    },

    /** Ends a person's sessions; `but` is the token of one that goes on. */
    async endSessions(userId: string, but?: string): Promise<void> {
      await sql("DELETE FROM sessions WHERE user_id = $1 AND token IS DISTINCT FROM $2::text", [
        userId,
        but ?? null,
      ]);
    },

    /**
     * Takes a second factor away, for somebody who has lost it: with it go their sessions and the
     * sign-ins that are half done. False where they have none.
     */
    async removeSecondFactor(userId: string): Promise<boolean> {
      const rows = await sql(
        `WITH removed AS (DELETE FROM two_factors WHERE user_id = $1 RETURNING user_id),
         ended AS (DELETE FROM sessions WHERE user_id IN (SELECT user_id FROM removed)),
         left_behind AS (DELETE FROM verifications WHERE value IN (SELECT user_id FROM removed))
         UPDATE users SET two_factor_enabled = false
         WHERE id IN (SELECT user_id FROM removed) RETURNING id`,
        [userId],
      );
      return rows.length > 0;
    },
  };
}
