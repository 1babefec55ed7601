/** Where navigation leads, said once for the bar beside and the bar below. */
import { IconChecklist, IconFlask, IconPlugConnected, IconStack2 } from "@tabler/icons-react";
import { useMay } from "../api/me.ts";
import { sandboxPage, useSandbox } from "../api/sandbox.ts";

export const approvalsPlace = {
  to: "/approvals",
  label: "Approvals",
  icon: IconChecklist,
} as const;

export const connectionsPlace = {
  to: "/settings/connections",
  label: "Connections",
  icon: IconPlugConnected,
} as const;

/** Pages that are not this console's own; only those that exist for this person. */
export function useOutsidePlaces() {
  const queues = useMay("queues:operate");
  const sandbox = useSandbox();
  return [
    ...(queues ? [{ href: "/queues", label: "Queues", icon: IconStack2 }] : []),
    ...(sandbox ? [{ href: sandboxPage, label: "Sandbox", icon: IconFlask }] : []),
  ];
}
