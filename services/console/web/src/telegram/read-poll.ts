/** Takes a poll or a place from a rendered call. */
import type { Part } from "../api/contract.ts";
import { fieldsOf, numberAt, textAt } from "./fields.ts";
import type { Node } from "./nodes.ts";
import { readEntities } from "./read-entities.ts";

export interface SeenPoll {
  readonly question: string;
  readonly options: readonly { readonly text: string; readonly right: boolean }[];
  /** “Anonymous quiz”, “Poll, several answers”. */
  readonly about: string;
  readonly explanation: readonly Node[] | null;
}

export interface SeenPlace {
  readonly latitude: number;
  readonly longitude: number;
}

export function readPoll({ method, payload }: Part): SeenPoll | null {
  if (method !== "sendPoll") return null;
  const options = Array.isArray(payload.options) ? payload.options.map(fieldsOf) : [];
  const quiz = textAt(payload, "type") === "quiz";
  const right = quiz ? numberAt(payload, "correct_option_id") : null;
  const explanation = textAt(payload, "explanation");
  const kind = quiz ? "quiz" : "poll";
  const several = payload.allows_multiple_answers === true ? ", several answers" : "";
  return {
    question: textAt(payload, "question") ?? "",
    options: options.map((option, index) => ({
      text: textAt(option, "text") ?? "",
      right: index === right,
    })),
    about: (payload.is_anonymous === false ? `Public ${kind}` : `Anonymous ${kind}`) + several,
    explanation:
      explanation === null ? null : readEntities(explanation, payload.explanation_entities),
  };
}

export function readPlace({ method, payload }: Part): SeenPlace | null {
  if (method !== "sendLocation") return null;
  const latitude = numberAt(payload, "latitude");
  const longitude = numberAt(payload, "longitude");
  return latitude === null || longitude === null ? null : { latitude, longitude };
}
