/** The newest value that was not null: what a closing dialog still shows. */
import { useState } from "react";

export function useLast<T>(value: T | null): T | null {
  const [last, setLast] = useState(value);
  if (value !== null && value !== last) setLast(value);
  return value ?? last;
}
