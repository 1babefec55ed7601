/** Something in a line of a list; pressed, all that there is of it below. */
import { Paper, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./unfolding-row.module.css";

interface UnfoldingRowProps {
  /** Pixels, at least. */
  readonly height: number;
  readonly words: ReactNode;
  /** What stands at the end of the line, before the sign that it unfolds. */
  readonly mark?: ReactNode;
  /** Below it, made only while it is open. */
  readonly children: (open: boolean) => ReactNode;
}

export function UnfoldingRow({ height, words, mark, children }: UnfoldingRowProps) {
  const [open, { toggle }] = useDisclosure(false);
  return (
    <Paper withBorder className={classes.row}>
      <UnstyledButton className={classes.line} mih={height} onClick={toggle} aria-expanded={open}>
        <span className={classes.words}>{words}</span>
        {mark}
        <IconChevronDown
          size={18}
          className={classes.sign}
          data-open={open || undefined}
          aria-hidden
        />
      </UnstyledButton>
      {children(open)}
    </Paper>
  );
}
