/** Lists what people were asked about this key's own messages, and what they said. */
import { type Principal, problem } from "@lumenflow/api";
import { z } from "zod";
import { type Tool, tool } from "../tool.ts";

export interface OwnApprovalsQuery {
  readonly status?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A page as the caller gets it. */
export type OwnApprovals = (principal: Principal, query: OwnApprovalsQuery) => Promise<unknown>;

const scopes = ["messages:read", "messages:send"] as const;

export function listApprovals(read: OwnApprovals): Tool {
  return tool({
    name: "list_my_approvals",
    title: "List approvals of my messages",
    description: [
      "Which of the messages that this key asked for await a person, and what was decided about others, newest first:",
      "who decided, why, and whether the message was edited.",
      `Needs the scope ${scopes.join(" or ")}.`,
    ].join(" "),
    reads: true,
    input: z.strictObject({
      status: z.enum(["pending", "approved", "rejected", "expired", "cancelled"]).optional(),
      cursor: z.string().optional().describe("`nextCursor` of the answer before"),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    async run(query, { principal }) {
      if (!scopes.some((scope) => principal.scopes.includes(scope))) {
        throw problem.notAllowed(`This needs the scope ${scopes.join(" or ")}.`);
      }
      return JSON.stringify(await read(principal, query));
    },
  });
}
