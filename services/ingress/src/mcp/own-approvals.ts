/** Pages what people were asked about a key's own messages. */
import { type Principal, problem } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import type { OwnApprovalsQuery } from "@lumenflow/mcp";
import { isId } from "../ids.ts";

export function ownApprovals({ ownApprovals: rows }: Pick<Database, "ownApprovals">) {
  return async (principal: Principal, { limit, ...page }: OwnApprovalsQuery) => {
    if (page.cursor !== undefined && !isId(page.cursor)) {
      const message = "must be the nextCursor of an earlier answer";
      throw problem.invalid([{ path: "cursor", message }]);
    }
    const found = await rows.list(principal.workspaceId, principal, { ...page, limit: limit + 1 });
    const shown = found.slice(0, limit);
    return {
      data: shown.map(({ requestedAt, expiresAt, decidedAt, ...row }) => ({
        ...row,
        requestedAt: requestedAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
        decidedAt: decidedAt?.toISOString() ?? null,
      })),
      nextCursor: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  };
}
