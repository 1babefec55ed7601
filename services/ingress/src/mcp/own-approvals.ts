/** Pages what people were asked about a key's own messages. */
import { checkCursor, type Principal } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import type { OwnApprovalsQuery } from "@lumenflow/mcp";

export function ownApprovals({ ownApprovals: rows }: Pick<Database, "ownApprovals">) {
  return async (principal: Principal, { limit, ...page }: OwnApprovalsQuery) => {
    checkCursor(page.cursor, "appr", "cursor");
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
