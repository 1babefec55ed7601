/** What became of an approval, in colour, shape and a word. */
import { Badge } from "@mantine/core";
import {
  type Icon,
  IconBan,
  IconCheck,
  IconClockOff,
  IconClockPause,
  IconX,
} from "@tabler/icons-react";
import type { ApprovalStatus } from "../api/contract.ts";
import classes from "../ui/soft-badge.module.css";
import { outcomeWords } from "./outcome-words.ts";

const signs: Record<ApprovalStatus, Icon> = {
  pending: IconClockPause,
  approved: IconCheck,
  rejected: IconX,
  expired: IconClockOff,
  cancelled: IconBan,
};

export function OutcomeBadge({ status }: { status: ApprovalStatus }) {
  const { label, color } = outcomeWords[status];
  const Sign = signs[status];
  return (
    <Badge
      size="lg"
      variant="light"
      color={color}
      leftSection={<Sign size={14} aria-hidden />}
      className={classes.badge}
    >
      {label}
    </Badge>
  );
}
