/** A small panel at its button. The browser shows it over the page, shuts it and gives the focus back. */
import { type ReactNode, type ToggleEvent, useId, useState } from "react";
import classes from "./pop-up.module.css";

interface PopUpProps {
  readonly label: string;
  readonly side: "above" | "below";
  /** Pixels. */
  readonly width: number;
  /** The button, which takes what it is given. */
  readonly button: (opens: { readonly popoverTarget: string }) => ReactNode;
  readonly children: ReactNode;
}

/** Pixels between the button and the panel. */
const gap = 8;

export function PopUp({ label, side, width, button, children }: PopUpProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  function toggle({ newState, currentTarget }: ToggleEvent<HTMLElement>) {
    setOpen(newState === "open");
    if (newState === "open") place(currentTarget, side);
  }
  return (
    <>
      {button({ popoverTarget: id })}
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={classes.panel}
        style={{ width }}
        onBeforeToggle={toggle}
      >
        {open && children}
      </div>
    </>
  );
}

/** Above a button it begins where that does, below one it ends there. */
function place(panel: HTMLElement, side: PopUpProps["side"]): void {
  const button = document.querySelector(`[popovertarget="${CSS.escape(panel.id)}"]`);
  if (button === null) return;
  const { top, bottom, left, right } = button.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const { style } = panel;
  if (side === "above") {
    style.bottom = `${clientHeight - top + gap}px`;
    style.left = `${left}px`;
  } else {
    style.top = `${bottom + gap}px`;
    style.right = `${clientWidth - right}px`;
  }
}
