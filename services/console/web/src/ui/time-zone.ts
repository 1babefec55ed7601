/** In which zone times are written: the browser's, or the one that a person chose. */
import { useLocalStorage } from "@mantine/hooks";

const browsers = "browser";

export interface TimeZoneChoice {
  /** For `Intl`; undefined is the browser's own. */
  readonly zone: string | undefined;
  readonly setZone: (zone: string | undefined) => void;
}

export function useTimeZone(): TimeZoneChoice {
  const [chosen, setChosen] = useLocalStorage({
    key: "lumenflow-time-zone",
    defaultValue: browsers,
    getInitialValueInEffect: false,
  });
  return {
    zone: chosen !== browsers && isKnown(chosen) ? chosen : undefined,
    setZone: (zone) => setChosen(zone ?? browsers),
  };
}

export function browserZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Those that this browser knows, UTC and its own first. */
export function zoneNames(): string[] {
  return [...new Set(["UTC", browserZone(), ...Intl.supportedValuesOf("timeZone")])];
}

/** Storage outlives browsers: what this one does not know is as if nothing had been chosen. */
function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
