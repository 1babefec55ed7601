/** Serves the operations on the audit trail. */

import { Bytes, operations, type Route, route } from "@lumenflow/api";
import { exportTrail, proveTrail, writeFile } from "@lumenflow/audit";
import type { Database } from "@lumenflow/db";
import { checkpointPurpose } from "@lumenflow/governance";
import type { Keyring } from "@lumenflow/runtime";
import { readPlace, writePlace } from "./cursor.ts";
import { presentEntry, presentProof } from "./present.ts";

export interface AuditDeps {
  readonly database: Pick<Database, "audit" | "trails">;
  readonly keyring: Pick<Keyring, "signingKeys">;
}

type Proven = Promise<ReturnType<typeof presentProof>>;

const mimeTypes = { jsonl: "application/jsonl", csv: "text/csv; charset=utf-8" } as const;

export function auditRoutes({ database: { audit, trails }, keyring }: AuditDeps): Route[] {
  const ours = new Set(keyring.signingKeys(checkpointPurpose).map(({ publicKey }) => publicKey));
  const underWay = new Map<string, Proven>();

  return [
    route(operations.listAudit, async ({ query: { cursor, limit, ...filter }, principal }) => {
      const after = readPlace(cursor);
      const page = { after, limit: limit + 1 };
      const rows = await audit.list(principal.workspaceId, filter, page);
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return {
        body: {
          data: shown.map(presentEntry),
          nextCursor: last === undefined ? null : writePlace(last),
        },
      };
    }),

    route(operations.exportAudit, async ({ query: { from, to, format }, principal }) => {
      const { workspaceId } = principal;
      const records = await exportTrail(trails, { workspaceId, from, to });
      return {
        body: new Bytes({
          source: writeFile(records, format),
          mimeType: mimeTypes[format],
          fileName: `audit-${new Date().toISOString().slice(0, 10)}.${format}`,
        }),
      };
    }),

    route(operations.verifyAudit, async ({ principal: { workspaceId } }) => {
      const body = underWay.get(workspaceId) ?? prove(workspaceId);
      return { body: await body };
    }),
  ];

  /** One proof of a trail at a time: it reads all of it. */
  function prove(workspaceId: string): Proven {
    const proof = proven(workspaceId).finally(() => underWay.delete(workspaceId));
    underWay.set(workspaceId, proof);
    return proof;
  }

  async function proven(workspaceId: string) {
    const proof = await proveTrail(trails, workspaceId, (publicKey) => ours.has(publicKey));
    return presentProof(proof, await trails.countUnsealed(workspaceId));
  }
}
