/** Every operation there is; a test fails for a route that is not listed here. */
import { accessOperations } from "./operations/access.ts";
import { approvalOperations } from "./operations/approvals.ts";
import { auditOperations } from "./operations/audit.ts";
import { connectionOperations } from "./operations/connections.ts";
import { delegationOperations } from "./operations/delegations.ts";
import { endpointOperations } from "./operations/endpoints.ts";
import { inboundOperations } from "./operations/inbound.ts";
import { messageOperations } from "./operations/messages.ts";
import { noticeOperations } from "./operations/notices.ts";
import { overviewOperations } from "./operations/overview.ts";
import { pauseOperations } from "./operations/pauses.ts";
import { peopleOperations } from "./operations/people.ts";
import { policyOperations } from "./operations/policies.ts";
import { telegramLinkOperations } from "./operations/telegram-links.ts";
import { uploadOperations } from "./operations/uploads.ts";

export const operations = {
  ...connectionOperations,
  ...messageOperations,
  ...uploadOperations,
  ...approvalOperations,
  ...telegramLinkOperations,
  ...delegationOperations,
  ...policyOperations,
  ...inboundOperations,
  ...endpointOperations,
  ...pauseOperations,
  ...auditOperations,
  ...noticeOperations,
  ...peopleOperations,
  ...overviewOperations,
  ...accessOperations,
};

export type OperationId = keyof typeof operations;
