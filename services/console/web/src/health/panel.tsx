/** A part of the health page under its own heading. */
import { Paper, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./health-page.module.css";

interface PanelProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function Panel({ title, children }: PanelProps) {
  return (
    <Paper component="section" withBorder className={classes.panel} aria-label={title}>
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}
