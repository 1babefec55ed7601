/** The ways out at the end of a form or dialog: what it is for last, and on a phone under the thumb. */
import type { ReactNode } from "react";
import classes from "./ends.module.css";

export function Ends({ children }: { readonly children: ReactNode }) {
  return <div className={classes.ends}>{children}</div>;
}
