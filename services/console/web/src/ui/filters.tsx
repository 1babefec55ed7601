/** What a list is narrowed by: as many fields beside each other as there is room for. */
import type { ReactNode } from "react";
import classes from "./filters.module.css";

export function Filters({ children }: { readonly children: ReactNode }) {
  return <div className={classes.filters}>{children}</div>;
}
