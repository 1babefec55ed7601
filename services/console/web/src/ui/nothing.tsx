/** An empty place that says why it is empty and what to do next. */
import { Paper, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface NothingProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

export function Nothing({ icon, title, children, actions }: NothingProps) {
  return (
    <Paper withBorder radius="lg" px="lg" py={{ base: 36, sm: 56 }}>
      <Stack align="center" gap="sm" ta="center">
        <ThemeIcon size={56} radius="xl" variant="light">
          {icon}
        </ThemeIcon>
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text c="dimmed" maw={460} component="div">
          {children}
        </Text>
        {actions && (
          <Stack gap="xs" align="center" mt="xs">
            {actions}
          </Stack>
        )}
      </Stack>
    </Paper>
  );
}
