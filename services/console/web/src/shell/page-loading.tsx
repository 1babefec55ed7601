/** Stands in while a page's code is on its way: shapes only, so that nothing jumps. */
import { Skeleton, VisuallyHidden } from "@mantine/core";
import { Loading } from "../ui/loading.tsx";
import classes from "../ui/page.module.css";

export function PageLoading() {
  return (
    <Loading label="Loading" className={classes.page}>
      <Skeleton height={34} width={220} radius="md" />
      <Skeleton height={104} radius="lg" mt="md" />
      <Skeleton height={104} radius="lg" />
      <Skeleton height={104} radius="lg" />
    </Loading>
  );
}

/** Before it is known who is signed in there is no frame around the page either. */
export function Starting() {
  return (
    <main className={classes.start}>
      <VisuallyHidden component="h1">LumenFlow</VisuallyHidden>
      <PageLoading />
    </main>
  );
}
