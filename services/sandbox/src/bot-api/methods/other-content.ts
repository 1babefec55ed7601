/** sendLocation, sendVenue, sendContact, sendPoll and sendDice. */
import { randomInt } from "node:crypto";
import { formatText } from "../../entities/format.ts";
import type { Params } from "../../params/params.ts";
import type { Json } from "../../state/types.ts";
import { badRequest } from "../errors.ts";
import type { Method } from "../method.ts";
import { readTarget, sendOne } from "./send.ts";

const LONGEST_EXPLANATION = 200;

function location(params: Params): Json {
  const latitude = Number(params.text("latitude") || Number.NaN);
  const longitude = Number(params.text("longitude") || Number.NaN);
  if (Number.isNaN(latitude)) throw badRequest("latitude is empty");
  if (Number.isNaN(longitude)) throw badRequest("longitude is empty");
  const accuracy = Number(params.text("horizontal_accuracy"));
  return { latitude, longitude, ...(accuracy > 0 ? { horizontal_accuracy: accuracy } : {}) };
}

export const sendLocation: Method = (deps, call) =>
  sendOne(deps, call, { location: location(call.params) }, readTarget(deps, call));

export const sendVenue: Method = (deps, call) => {
  const venue = {
    location: location(call.params),
    title: call.params.text("title"),
    address: call.params.text("address"),
  };
  return sendOne(deps, call, { venue, location: venue.location }, readTarget(deps, call));
};

export const sendContact: Method = (deps, call) => {
  const phone = call.params.text("phone_number");
  if (!phone) throw badRequest("phone number is empty");
  const contact = { phone_number: phone, first_name: call.params.text("first_name") };
  return sendOne(deps, call, { contact }, readTarget(deps, call));
};

export const sendPoll: Method = (deps, call) => {
  const { params } = call;
  const question = params.text("question").trim();
  if (!question) throw badRequest("poll question must be non-empty");
  if (question.length > 300) throw badRequest("poll question length must not exceed 300");
  const given = params.json("options");
  if (!Array.isArray(given)) throw badRequest("can't parse options JSON object");
  const options = given.map((option) => String((option as Json)?.text ?? option).trim());
  if (options.length < 2) throw badRequest("poll must have at least 2 option");
  if (options.length > 12) throw badRequest("poll can't have more than 12 options");
  if (options.some((option) => !option)) throw badRequest("poll options must be non-empty");
  if (options.some((option) => option.length > 100)) {
    throw badRequest("poll options length must not exceed 100");
  }
  const poll = {
    id: String(randomInt(2 ** 40, 2 ** 47)),
    question,
    options: options.map((text) => ({ text, voter_count: 0 })),
    total_voter_count: 0,
    is_closed: params.bool("is_closed"),
    is_anonymous: !params.has("is_anonymous") || params.bool("is_anonymous"),
    type: params.text("type") || "regular",
    allows_multiple_answers: params.bool("allows_multiple_answers"),
    ...(params.text("type") === "quiz" ? quiz(params, options.length) : {}),
    ...(params.int("open_period") > 0 ? { open_period: params.int("open_period") } : {}),
  };
  return sendOne(deps, call, { poll }, readTarget(deps, call));
};

/** What only quizzes have; the older name of the right option is still taken. */
function quiz(params: Params, options: number): Json {
  const several = params.json("correct_option_ids");
  const correct = Array.isArray(several) ? several : [params.int("correct_option_id", -1)];
  if (correct.length === 0 || correct.some((id) => !(id >= 0 && id < options))) {
    throw badRequest("wrong correct option ID specified");
  }
  const { text, entities } = formatText({
    text: params.text("explanation"),
    parseMode: params.text("explanation_parse_mode"),
    entities: params.json("explanation_entities"),
  });
  if (text.length > LONGEST_EXPLANATION) throw badRequest("message is too long");
  return {
    correct_option_ids: correct,
    ...(correct.length === 1 ? { correct_option_id: correct[0] } : {}),
    ...(text ? { explanation: text, explanation_entities: entities } : {}),
  };
}

const DICE: Record<string, number> = { "🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64 };

export const sendDice: Method = (deps, call) => {
  const emoji = call.params.text("emoji") || "🎲";
  const sides = DICE[emoji];
  if (!sides) throw badRequest("can't send dice with the specified emoji");
  const dice = { emoji, value: randomInt(1, sides + 1) };
  return sendOne(deps, call, { dice }, readTarget(deps, call));
};
