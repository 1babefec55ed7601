/** A connection's status, in colour, shape and words. */
import { Badge, Loader } from "@mantine/core";
import {
  type Icon,
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashedCheck,
  IconPlugConnectedX,
} from "@tabler/icons-react";
import type { ConnectionStatus } from "../api/contract.ts";
import classes from "../ui/soft-badge.module.css";
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
  const { label, color } = statusWords[status];
  const Sign = signs[status];
  return (
    <Badge
      size="lg"
      variant="light"
      color={color}
      className={classes.badge}
      leftSection={Sign ? <Sign size={15} aria-hidden /> : <Loader size={11} color={color} />}
    >
      {label}
    </Badge>
  );
}
