/** Pieces of a page whose code is fetched when they are first wanted, and asked for again where it could not be had. */
import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { unreachable } from "../api/api-problem.ts";
import { Failure } from "./failure.tsx";

interface LaterOptions {
  /** Stands in its place until it is there. */
  readonly meanwhile?: ReactNode;
  /** Where it cannot be had, nothing is said: the page is as good without it. */
  readonly quiet?: boolean;
}

export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { meanwhile = null, quiet = false }: LaterOptions = {},
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [Piece, setPiece] = useState(() => loaded);
    const [missed, setMissed] = useState(false);
    useEffect(() => {
      if (Piece !== undefined || missed) return;
      let gone = false;
      load().then(
        (piece) => {
          loaded = piece;
          if (!gone) setPiece(() => piece);
        },
        () => !gone && setMissed(true),
      );
      return () => {
        gone = true;
      };
    }, [Piece, missed]);
    if (Piece !== undefined) return <Piece {...props} />;
    if (!missed) return meanwhile;
    return quiet ? null : <Failure error={unreachable()} onRetry={() => setMissed(false)} />;
  };
}

/** A dialog: fetched when it is first opened, and in the page from then on, so that it closes as it came. */
export function laterDialog<Props extends { readonly opened: boolean }>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const Dialog = later(async () => {
    const Loaded = await load();
    // Opened once it is there: a dialog notes then where the focus was, to give it back.
    return function Opening(props: Props) {
      const [there, setThere] = useState(false);
      useEffect(() => setThere(true), []);
      return <Loaded {...props} opened={props.opened && there} />;
    };
  });
  return function DialogLater(props: Props) {
    const [wanted, setWanted] = useState(false);
    if (props.opened && !wanted) setWanted(true);
    return wanted ? <Dialog {...props} /> : null;
  };
}
