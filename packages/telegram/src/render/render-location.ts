/** Renders a point on the map. */
import { MAX_LOCATION_ACCURACY } from "../limits.ts";
import { calling, type RenderedContent, refused } from "./call.ts";

export interface LocationContent {
  readonly type: "location";
  readonly latitude: number;
  readonly longitude: number;
  /** Metres. */
  readonly accuracy?: number | undefined;
}

export function renderLocation(content: LocationContent): RenderedContent {
  const { latitude, longitude, accuracy } = content;
  const faults = [
    ...within("latitude", latitude, -90, 90),
    ...within("longitude", longitude, -180, 180),
    ...within("accuracy", accuracy ?? 0, 0, MAX_LOCATION_ACCURACY),
  ];
  if (faults.length > 0) return refused(...faults);
  return calling("sendLocation", {
    latitude,
    longitude,
    ...(accuracy !== undefined && { horizontal_accuracy: accuracy }),
  });
}

function within(name: string, value: number, from: number, to: number) {
  if (value >= from && value <= to) return [];
  return [{ path: `content.${name}`, message: `It lies between ${from} and ${to}.` }];
}
