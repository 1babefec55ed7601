/** The frame of a page: its heading, the browser's title, and focus for those who do not see it change. */
import { Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./page.module.css";

interface PageProps {
  readonly title: string;
  /** In the browser's tab, where it differs. */
  readonly tab?: string | undefined;
  readonly lead?: ReactNode;
  /** A picture of what the page is about. */
  readonly sign?: ReactNode;
  readonly back?: ReactNode;
  readonly actions?: ReactNode;
  /** As much of the screen as there is, for pages of several columns. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** Not on the first page: a freshly loaded document starts at its top by itself. */
let arrived = false;

export function Page({ title, tab = title, lead, sign, back, actions, wide, children }: PageProps) {
  useDocumentTitle(`${tab} · LumenFlow`);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (arrived) heading.current?.focus({ preventScroll: true });
    arrived = true;
  }, []);
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      {back}
      <Group justify="space-between" align="flex-end" gap="md" mb="lg">
        <div className={classes.titles}>
          {sign}
          <Stack gap={4} miw={0}>
            <Title order={1} ref={heading} tabIndex={-1} className={classes.title}>
              {title}
            </Title>
            {lead && (
              <Text c="dimmed" size="sm">
                {lead}
              </Text>
            )}
          </Stack>
        </div>
        {actions}
      </Group>
      {children}
    </div>
  );
}
