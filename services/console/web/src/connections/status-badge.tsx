/** A connection's status, in colour, shape and words. */
import {
  type Icon,
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashedCheck,
  IconPlugConnectedX,
} from "@tabler/icons-react";
import type { ConnectionStatus } from "../api/contract.ts";
import { SignBadge } from "../ui/sign-badge.tsx";
import { statusWords } from "./status-words.ts";

/** Without a sign, it is on its way to another status. */
const signs: Record<ConnectionStatus, Icon | null> = {
  connected: null,
  inbound_ready: IconCircleDashedCheck,
  active: IconCircleCheckFilled,
  degraded: IconAlertTriangleFilled,
  action_required: IconAlertOctagonFilled,
  disconnecting: null,
  disconnected: IconPlugConnectedX,
};

export function StatusBadge({ status }: { status: ConnectionStatus }) {
  return <SignBadge {...statusWords[status]} sign={signs[status]} />;
}
