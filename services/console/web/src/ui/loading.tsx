/** Says that something is on its way, around the shapes that stand in for it. */
import { Stack, type StackProps, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";

interface LoadingProps extends StackProps {
  /** What is on its way, such as "Loading connections". */
  readonly label: string;
  readonly children: ReactNode;
}

export function Loading({ label, children, ...props }: LoadingProps) {
  return (
    <div role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      <Stack gap="md" aria-hidden {...props}>
        {children}
      </Stack>
    </div>
  );
}
