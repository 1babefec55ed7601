/** The colour scheme's control for menus: fetched when one is opened, in a place that is kept for it. */
import { Skeleton } from "@mantine/core";
import { later } from "../ui/later.tsx";

export const ColourSchemeLater = later(
  () => import("./colour-scheme.tsx").then((module) => module.ColourScheme),
  { meanwhile: <Skeleton height={36} /> },
);
