/** Shows what kept a bot from being connected. */
import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ProblemWords } from "./connection-problem.ts";

interface ProblemAlertProps {
  readonly words: ProblemWords;
  readonly onRetry?: (() => void) | undefined;
  readonly children?: ReactNode;
}

export function ProblemAlert({ words, onRetry, children }: ProblemAlertProps) {
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle />} title={words.title}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{words.detail}</Text>
        {words.remedy && (
          <Text size="sm" fw={600}>
            {words.remedy}
          </Text>
        )}
        {children}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
