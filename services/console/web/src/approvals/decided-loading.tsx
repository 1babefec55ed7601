/** The shape of decisions that are on their way. */
import { Skeleton } from "@mantine/core";
import { Loading } from "../ui/loading.tsx";

export function DecidedLoading() {
  return (
    <Loading label="Loading decisions" gap="xs">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} height={68} radius="lg" />
      ))}
    </Loading>
  );
}
