/** Whether what is shown follows the server at this moment. */
import { createContext, useContext } from "react";

export interface Liveness {
  /** `connecting` only before the first time. */
  readonly state: "connecting" | "live" | "lost";
  /** Milliseconds since 1970 since when it is so. */
  readonly since: number;
}

export const LiveContext = createContext<Liveness>({ state: "connecting", since: 0 });

export function useLive(): Liveness {
  return useContext(LiveContext);
}
