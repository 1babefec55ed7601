/** Something that can be done: what it is, how it stands, and the button that does it. */
import { Box, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";

interface ActionLineProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly action: ReactNode;
}

export function ActionLine({ title, children, action }: ActionLineProps) {
  return (
    <Group justify="space-between" gap="xs" align="flex-start">
      <Box flex="1 1 14rem">
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      </Box>
      {action}
    </Group>
  );
}
