/** What went wrong, in plain words, with what to do about it and a way to try again. */
import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { asProblem } from "../api/api-problem.ts";

interface FailureProps {
  readonly error: unknown;
  /** What it kept the reader from, such as "The connections could not be loaded". */
  readonly title?: string | undefined;
  readonly onRetry?: (() => void) | undefined;
  readonly children?: ReactNode;
}

export function Failure({ error, title, onRetry, children }: FailureProps) {
  const problem = asProblem(error);
  const away = problem.code === "UNREACHABLE";
  return (
    <Alert
      role="alert"
      color="red"
      icon={away ? <IconPlugConnectedX /> : <IconAlertTriangle />}
      title={title ?? problem.title}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{problem.message}</Text>
        {children}
        {problem.requestId && (
          <Text size="xs" c="dimmed">
            Code {problem.code}, request {problem.requestId}
          </Text>
        )}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
