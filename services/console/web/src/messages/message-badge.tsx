/** A message's status, in colour, shape and words. */
import { Badge, Loader } from "@mantine/core";
import {
  type Icon,
  IconAlertTriangle,
  IconBan,
  IconCalendarTime,
  IconCheck,
  IconChecklist,
  IconClock,
  IconClockOff,
  IconHelpCircle,
  IconShieldOff,
  IconX,
} from "@tabler/icons-react";
import type { MessageStatus } from "../api/contract.ts";
import classes from "../ui/soft-badge.module.css";
import { statusWords } from "./status-words.ts";

/** Without a sign, it is under way at this moment. */
const signs: Record<MessageStatus, Icon | null> = {
  pending_approval: IconChecklist,
  scheduled: IconCalendarTime,
  queued: IconClock,
  sending: null,
  sent: IconCheck,
  failed: IconAlertTriangle,
  uncertain: IconHelpCircle,
  rejected: IconX,
  expired: IconClockOff,
  cancelled: IconBan,
  blocked: IconShieldOff,
};

export function MessageBadge({ status }: { readonly status: MessageStatus }) {
  const { label, color } = statusWords[status];
  const Sign = signs[status];
  return (
    <Badge
      size="lg"
      variant="light"
      color={color}
      className={classes.badge}
      leftSection={Sign ? <Sign size={14} aria-hidden /> : <Loader size={10} color={color} />}
    >
      {label}
    </Badge>
  );
}
