/** A message's status, in colour, shape and words. */
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
import { SignBadge } from "../ui/sign-badge.tsx";
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
  return <SignBadge {...statusWords[status]} sign={signs[status]} />;
}
