/** The colour scheme's control for menus: fetched when one is opened, in a place that is kept for it. */
import { Skeleton } from "@mantine/core";
import { lazyRouteComponent } from "@tanstack/react-router";
import { Suspense } from "react";

const ColourScheme = lazyRouteComponent(() => import("./colour-scheme.tsx"), "ColourScheme");

export function ColourSchemeLater() {
  return (
    <Suspense fallback={<Skeleton height={36} />}>
      <ColourScheme />
    </Suspense>
  );
}
