/** Says something exactly to whoever points at a word or taps it; what shows it is fetched for the first. */
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { HintProps } from "./hint.tsx";
import { later } from "./later.tsx";

const Hint = later<HintProps>(() => import("./hint.tsx").then((module) => module.Hint), {
  quiet: true,
});

/** Passing over a word is no question. */
const delayMs = 300;

interface UsedHint {
  /** For the element that it is about. */
  readonly pointed: {
    readonly onMouseEnter: (event: MouseEvent<HTMLElement>) => void;
    readonly onMouseLeave: () => void;
  };
  readonly hint: ReactNode;
}

export function useHint(label: string): UsedHint {
  const [target, setTarget] = useState<HTMLElement | null>(null);
  const [opened, setOpened] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    pointed: {
      onMouseEnter({ currentTarget }) {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          setTarget(currentTarget);
          setOpened(true);
        }, delayMs);
      },
      onMouseLeave() {
        clearTimeout(timer.current);
        setOpened(false);
      },
    },
    hint: target === null ? null : <Hint label={label} target={target} opened={opened} />,
  };
}
