/** The product's sign and name. */
import classes from "./wordmark.module.css";

export function Wordmark({ size = "md" }: { size?: "md" | "lg" }) {
  return (
    <span className={classes.wordmark} data-size={size}>
      <img src="/favicon.svg" alt="" className={classes.sign} />
      <span>
        LumenFlow <span className={classes.product}>Telegram</span>
      </span>
    </span>
  );
}
