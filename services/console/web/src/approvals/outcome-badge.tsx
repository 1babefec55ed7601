/** What became of an approval, in colour, shape and a word. */
import {
  type Icon,
  IconBan,
  IconCheck,
  IconClockOff,
  IconClockPause,
  IconX,
} from "@tabler/icons-react";
import type { ApprovalStatus } from "../api/contract.ts";
import { SignBadge } from "../ui/sign-badge.tsx";
import { outcomeWords } from "./outcome-words.ts";

const signs: Record<ApprovalStatus, Icon> = {
  pending: IconClockPause,
  approved: IconCheck,
  rejected: IconX,
  expired: IconClockOff,
  cancelled: IconBan,
};

export function OutcomeBadge({ status }: { status: ApprovalStatus }) {
  return <SignBadge {...outcomeWords[status]} sign={signs[status]} />;
}
