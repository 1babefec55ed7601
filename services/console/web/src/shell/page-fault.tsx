/** Shown where a page could not be made at all. */
import { Container } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { Failure } from "../ui/failure.tsx";

export function PageFault({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Container size="sm" py="xl" component="main">
      <Failure error={error} onRetry={again} />
    </Container>
  );
}
