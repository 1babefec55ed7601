/** Something that holds until it is ended, in a line, with the button that ends it. */
import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { asProblem } from "../api/api-problem.ts";
import { approvingKey } from "../api/approving.ts";
import { useActionOn } from "../api/use-action-on.ts";

interface EndingRowProps {
  readonly children: ReactNode;
  /** What the button says. */
  readonly act: string;
  /** What of, for those who do not see the line. */
  readonly label: string;
  readonly onEnd: () => Promise<unknown>;
}

export function EndingRow({ children, act, label, onEnd }: EndingRowProps) {
  const end = useActionOn(approvingKey, onEnd);
  return (
    <Group component="li" justify="space-between" gap="sm" mih={36}>
      <Text size="sm" component="div" flex="1 1 12rem">
        {children}
        {end.isError && (
          <Text size="sm" c="error" role="alert">
            {asProblem(end.error).message}
          </Text>
        )}
      </Text>
      <Button
        size="xs"
        variant="default"
        loading={end.isPending}
        aria-label={`${act}: ${label}`}
        onClick={() => end.mutate(undefined)}
      >
        {act}
      </Button>
    </Group>
  );
}
