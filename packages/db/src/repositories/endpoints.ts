/** Endpoints as their workspace manages them; the delivering side is in deliveries. */
import type { Client, Sql } from "../client.ts";
import type { Endpoint } from "../generated/client.ts";
import { newId } from "../ids.ts";
import { wake } from "./deliveries/owner.ts";

/** Without its secrets and without what only its owner needs. */
export type EndpointRow = Omit<
  Endpoint,
  "secret" | "previousSecret" | "fence" | "wakeAt" | "deletedAt"
>;

export interface NewEndpoint {
  readonly id: string;
  readonly workspaceId: string;
  readonly url: string;
  readonly description: string | null;
  readonly events: readonly string[];
  readonly connectionId: string | null;
  /** Sealed with the endpoint's id as context. */
  readonly sealedSecret: string;
  /** `key:<id>` or `user:<id>`. */
  readonly createdBy: string;
}

/** Which endpoint is changed, and by whom. */
export interface EndpointKey {
  readonly workspaceId: string;
  readonly id: string;
  readonly initiator: string;
}

/** What is left out stays as it is. */
export interface EndpointChange {
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  readonly events?: readonly string[] | undefined;
  readonly connectionId?: string | null | undefined;
}

/** For so long the secret before the last rotation signs as well. */
const overlap = "24 hours";

const omit = {
  secret: true,
  previousSecret: true,
  fence: true,
  wakeAt: true,
  deletedAt: true,
} as const;

export function createEndpoints(client: Client, sql: Sql) {
  /** One guarded change with its audit entry; false where there is no such endpoint. */
  async function change(
    key: EndpointKey,
    action: string,
    set: string,
    values: readonly unknown[] = [],
    { where = "true", detail = {} }: { where?: string; detail?: object } = {},
  ): Promise<boolean> {
    const rows = await sql(
      `WITH changed AS (
         UPDATE endpoints SET ${set}, updated_at = now()
         WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL AND ${where}
         RETURNING id, workspace_id
       ), noted AS (
         INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
         SELECT $3, workspace_id, $4, $5, id, $6::text::jsonb FROM changed
       )
       SELECT id FROM changed`,
      [
        key.workspaceId,
        key.id,
        newId("audit"),
        `endpoint.${action}`,
        key.initiator,
        JSON.stringify(detail),
        ...values,
      ],
    );
    return rows.length > 0;
  }

  return {
    /** Stores an endpoint and its audit entry. */
    async add(endpoint: NewEndpoint): Promise<void> {
      await sql(
        `WITH added AS (
           INSERT INTO endpoints (id, workspace_id, url, description, events, connection_id, secret,
             created_by)
           VALUES ($1, $2, $3, $4::text, $5::text[], $6::text, $7, $8)
         )
         INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
         VALUES ($9, $2, 'endpoint.created', $8, $1, jsonb_build_object(
           'events', to_jsonb($5::text[]), 'connectionId', to_jsonb($6::text)))`,
        [
          endpoint.id,
          endpoint.workspaceId,
          endpoint.url,
          endpoint.description,
          endpoint.events,
          endpoint.connectionId,
          endpoint.sealedSecret,
          endpoint.createdBy,
          newId("audit"),
        ],
      );
    },

    async find(workspaceId: string, id: string): Promise<EndpointRow | null> {
      return client.endpoint.findUnique({
        where: { workspaceId_id: { workspaceId, id }, deletedAt: null },
        omit,
      });
    },

    /** Newest first; `cursor` is the last id seen. */
    async list(
      workspaceId: string,
      page: { cursor?: string | undefined; limit: number },
    ): Promise<EndpointRow[]> {
      return client.endpoint.findMany({
        where: { workspaceId, deletedAt: null, ...(page.cursor && { id: { lt: page.cursor } }) },
        orderBy: { id: "desc" },
        take: page.limit,
        omit,
      });
    },

    /** The next request goes by it already. */
    async change(key: EndpointKey, changes: EndpointChange): Promise<boolean> {
      const { url, description, events, connectionId } = changes;
      return change(
        key,
        "changed",
        `url = coalesce($7::text, url), events = coalesce($8::text[], events),
         description = CASE WHEN $9 THEN $10::text ELSE description END,
         connection_id = CASE WHEN $11 THEN $12::text ELSE connection_id END`,
        [
          url ?? null,
          events ?? null,
          description !== undefined,
          description ?? null,
          connectionId !== undefined,
          connectionId ?? null,
        ],
        { detail: { fields: namesOf(changes) } },
      );
    },

    /** From now on the new secret signs, and for a day the one before it as well. */
    async rotateSecret(key: EndpointKey, sealedSecret: string): Promise<boolean> {
      return change(
        key,
        "secret_rotated",
        `previous_secret = secret, previous_secret_until = now() + interval '${overlap}',
         secret = $7::text`,
        [sealedSecret],
      );
    },

    /**
     * Goes on where it stopped, and with what waits for its next attempt at once: whatever was wrong
     * is probably mended. False where it was not disabled. Belongs into a transaction.
     */
    async enable(key: EndpointKey): Promise<boolean> {
      const enabled = await change(
        key,
        "enabled",
        "disabled_at = NULL, disabled_reason = NULL",
        [],
        {
          where: "disabled_at IS NOT NULL",
        },
      );
      if (!enabled) return false;
      await sql(
        `UPDATE deliveries SET next_attempt_at = NULL
         WHERE endpoint_id = $1 AND status = 'pending' AND next_attempt_at IS NOT NULL`,
        [key.id],
      );
      await wake(sql, key.id);
      return true;
    },

    /** Nothing more goes out; what waits keeps waiting. False where it was disabled already. */
    async disable(key: EndpointKey, reason: string): Promise<boolean> {
      return change(key, "disabled", "disabled_at = now(), disabled_reason = $7::text", [reason], {
        where: "disabled_at IS NULL",
      });
    },

    /** Gone at once for everybody, its secrets erased; the keeper clears away its deliveries. */
    async remove(key: EndpointKey): Promise<boolean> {
      return change(
        key,
        "deleted",
        `deleted_at = now(), disabled_at = coalesce(disabled_at, now()), events = '{}', url = '',
         secret = '', previous_secret = NULL, previous_secret_until = NULL, wake_at = NULL`,
      );
    },
  };
}

function namesOf(changes: EndpointChange): string[] {
  return Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : name));
}
