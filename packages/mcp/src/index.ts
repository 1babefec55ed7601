/** The public face of mcp: an agent's tools and resources over the Model Context Protocol. */
export { createMcp, type McpDeps, mcpPath } from "./handler.ts";
export type { OwnApprovals, OwnApprovalsQuery } from "./tools/list-approvals.ts";
