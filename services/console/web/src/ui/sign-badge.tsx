/** A status, in colour, shape and words. */
import { Badge, Loader } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import classes from "./soft-badge.module.css";

interface SignBadgeProps {
  readonly label: string;
  readonly color: string;
  /** Without one, it is on its way to another status at this moment. */
  readonly sign: Icon | null;
}

export function SignBadge({ label, color, sign: Sign }: SignBadgeProps) {
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
