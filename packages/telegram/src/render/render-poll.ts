/** Renders a poll or a quiz. */
import {
  MAX_EXPLANATION_LENGTH,
  MAX_EXPLANATION_LINE_FEEDS,
  MAX_OPTION_LENGTH,
  MAX_POLL_OPTIONS,
  MAX_POLL_SECONDS,
  MAX_QUESTION_LENGTH,
  MIN_POLL_OPTIONS,
  MIN_POLL_SECONDS,
} from "../limits.ts";
import { cleanText, isEmptyText } from "../text/clean-text.ts";
import { calling, type RenderedContent, refused } from "./call.ts";
import type { Fault } from "./fault.ts";
import { asParams, type MarkedUp, readCaption } from "./marked-up.ts";

export interface PollContent {
  readonly type: "poll";
  readonly question: string;
  readonly options: readonly string[];
  /** True unless said otherwise: nobody sees who voted for what. */
  readonly anonymous?: boolean | undefined;
  readonly multipleAnswers?: boolean | undefined;
  /** Seconds after which it closes. */
  readonly openSeconds?: number | undefined;
  readonly quiz?: Quiz | undefined;
}

export interface Quiz extends MarkedUp {
  /** The index of the right option, from 0. */
  readonly correctOption: number;
  /** Shown to who chooses another. */
  readonly explanation?: string | undefined;
}

export function renderPoll(content: PollContent): RenderedContent {
  const { quiz, openSeconds } = content;
  const faults: Fault[] = [];
  const question = line(content.question, "content.question", MAX_QUESTION_LENGTH, faults);
  const options = content.options.map((option, index) =>
    line(option, `content.options[${index}]`, MAX_OPTION_LENGTH, faults),
  );
  const fault = (path: string, message: string) =>
    faults.push({ path: `content.${path}`, message });
  if (options.length < MIN_POLL_OPTIONS || options.length > MAX_POLL_OPTIONS) {
    fault("options", `A poll has ${MIN_POLL_OPTIONS} to ${MAX_POLL_OPTIONS} options.`);
  }
  if (
    openSeconds !== undefined &&
    (openSeconds < MIN_POLL_SECONDS || openSeconds > MAX_POLL_SECONDS)
  ) {
    fault("openSeconds", `A poll is open for ${MIN_POLL_SECONDS} to ${MAX_POLL_SECONDS} seconds.`);
  }
  if (quiz !== undefined && content.multipleAnswers === true) {
    fault("multipleAnswers", "A quiz has one answer.");
  }
  if (quiz !== undefined && options[quiz.correctOption] === undefined) {
    fault("quiz.correctOption", "There is no such option.");
  }
  const explained = readExplanation(quiz, faults);
  if (faults.length > 0) return refused(...faults);
  const params = {
    question,
    options: options.map((text) => ({ text })),
    is_anonymous: content.anonymous ?? true,
    ...(content.multipleAnswers === true && { allows_multiple_answers: true }),
    ...(openSeconds !== undefined && { open_period: openSeconds }),
    // The older name of `correct_option_ids`, which servers of every age know.
    ...(quiz !== undefined && { type: "quiz", correct_option_id: quiz.correctOption }),
    ...explained.params,
  };
  return calling("sendPoll", params, explained.notes);
}

/** A line that Telegram shows as it is, without markup. */
function line(source: string, path: string, longest: number, faults: Fault[]): string {
  const { text } = cleanText({ text: source, entities: [] });
  if (isEmptyText(text)) faults.push({ path, message: "The text is empty." });
  if (text.length > longest) {
    const message = `It has ${text.length} UTF-16 units; Telegram takes ${longest}.`;
    faults.push({ path, message });
  }
  return text;
}

function readExplanation(quiz: Quiz | undefined, faults: Fault[]) {
  const path = "content.quiz.explanation";
  const nothing = { params: {}, notes: [] };
  if (quiz === undefined) return nothing;
  const read = readCaption(quiz.explanation, quiz, path, MAX_EXPLANATION_LENGTH);
  if (!read.ok) {
    faults.push(...read.faults);
    return nothing;
  }
  if (read.value.text.split("\n").length > MAX_EXPLANATION_LINE_FEEDS + 1) {
    const message = `It has more than ${MAX_EXPLANATION_LINE_FEEDS} line feeds.`;
    faults.push({ path, message });
  }
  return { params: asParams(read.value, "explanation"), notes: read.notes };
}
