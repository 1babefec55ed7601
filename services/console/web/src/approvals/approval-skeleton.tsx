/** The shape of a card whose content is on its way. */
import { Group, Paper, Skeleton, Stack } from "@mantine/core";

export function ApprovalSkeleton() {
  return (
    <Paper withBorder p="md" bg="var(--lf-surface)">
      <Stack gap="md">
        <Group gap="sm" wrap="nowrap">
          <Skeleton circle height={42} />
          <Stack gap={8} flex={1}>
            <Skeleton height={16} width="40%" />
            <Skeleton height={12} width="65%" />
          </Stack>
        </Group>
        <Skeleton height={120} radius="md" />
        <Skeleton height={12} width="50%" />
        <Group gap="sm">
          <Skeleton height={36} width={136} radius="md" />
          <Skeleton height={36} width={136} radius="md" />
        </Group>
      </Stack>
    </Paper>
  );
}
