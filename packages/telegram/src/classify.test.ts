import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Answer } from "./answer.ts";
import { catalogue } from "./catalogue.ts";
import { classify } from "./classify.ts";
import type { Outcome } from "./outcome.ts";

const bad = "Bad Request:";
const forbidden = "Forbidden:";

/** Every refusal of TELEGRAM.md §2: code, description, class, our code, and what else is promised. */
const refusals: [number, string, Outcome["class"], string, Record<string, unknown>?][] = [
  [401, "Unauthorized", "connection_unusable", "token_refused"],
  [401, "Unauthorized: invalid token specified", "connection_unusable", "token_refused"],
  [404, "Not Found", "connection_unusable", "token_refused"],
  [404, "Not Found: method not found", "failed_message", "method_unknown"],
  [
    421,
    "Misdirected Request: unallowed token specified",
    "connection_unusable",
    "token_not_allowed",
  ],
  [400, "Logged out", "connection_unusable", "logged_out"],
  [
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    "connection_unusable",
    "other_consumer",
  ],
  [409, "Conflict: terminated by other setWebhook", "connection_unusable", "other_consumer"],
  ...forChat(forbidden, 403, {
    bot_blocked: ["bot was blocked by the user"],
    user_deactivated: ["user is deactivated"],
    never_started: ["bot can't initiate conversation with a user"],
    recipient_is_bot: ["the bot can't send messages to the bot", "bot can't send messages to bots"],
    bot_kicked: [
      "bot was kicked from the group chat",
      "bot was kicked from the supergroup chat",
      "bot was kicked from the channel chat",
    ],
    not_a_member: [
      "bot is not a member of the group chat",
      "bot is not a member of the supergroup chat",
      "bot is not a member of the channel chat",
    ],
    chat_deleted: ["the group chat was deleted"],
    forbidden: ["something Telegram will say one day"],
  }),
  ...forChat(bad, 400, {
    chat_not_found: ["chat not found", "private chat not found", "PEER_ID_INVALID"],
    chat_deactivated: ["group is deactivated", "group chat was upgraded to a supergroup chat"],
    no_write_access: [
      "CHAT_WRITE_FORBIDDEN",
      "CHAT_RESTRICTED",
      "have no write access to the chat",
      "need administrator rights in the channel chat",
      "have no rights to send a message",
    ],
    payment_required: ["ALLOW_PAYMENT_REQUIRED_250"],
  }),
  ...forChat(
    bad,
    400,
    {
      content_not_allowed: [
        "not enough rights to send text messages to the chat",
        "not enough rights to send photos to the chat",
        "not enough rights to send voice notes to the chat",
        "CHAT_SEND_PLAIN_FORBIDDEN",
        "CHAT_SEND_PHOTOS_FORBIDDEN",
        "user restricted receiving of voice note messages",
        "user restricted receiving of video note messages",
      ],
    },
    "content",
  ),
  ...forChat(
    bad,
    400,
    {
      topic_closed: ["TOPIC_CLOSED"],
      topic_deleted: ["TOPIC_DELETED"],
      thread_not_found: [
        "TOPIC_ID_INVALID",
        "message thread not found",
        "wrong direct messages topic identifier specified",
      ],
    },
    "thread",
  ),
  ...forChat(
    bad,
    400,
    {
      business_connection_invalid: ["BUSINESS_CONNECTION_INVALID"],
      business_peer_invalid: ["BUSINESS_PEER_INVALID"],
      business_peer_silent: ["BUSINESS_PEER_USAGE_MISSING"],
    },
    "business",
  ),
  ...forMessage({
    reply_not_found: [
      ["message to be replied not found", "replied message not found"],
      "without_reply",
    ],
    quote_invalid: [["QUOTE_TEXT_INVALID"], "without_quote"],
    text_empty: [["message text is empty", "text must be non-empty"]],
    text_too_long: [["message is too long", "text is too long"], "split"],
    caption_too_long: [["message caption is too long"]],
    markup_broken: [
      [
        "can't parse entities: Can't find end of the entity starting at byte offset 7",
        "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        'can\'t parse entities: Unsupported start tag "x" at byte offset 3',
      ],
      "plain_text",
    ],
    parse_mode_unknown: [["unsupported parse_mode"]],
    button_invalid: [
      [
        "BUTTON_DATA_INVALID",
        "BUTTON_URL_INVALID",
        "can't parse reply keyboard markup JSON object",
        "can't parse reply_markup: expected an object",
        "can't parse inline keyboard button: Text buttons are unallowed",
        "inline keyboard button URL 'x' is invalid: Wrong HTTP URL",
      ],
    ],
    buttons_too_many: [["reply markup is too long"]],
    file_unknown: [
      [
        "wrong file identifier/HTTP URL specified",
        "wrong remote file identifier specified: Wrong padding in the string",
      ],
      "upload",
    ],
    url_not_fetched: [
      ["failed to get HTTP URL content", "wrong type of the web page content"],
      "upload",
    ],
    photo_refused: [
      [
        "PHOTO_INVALID_DIMENSIONS",
        "IMAGE_PROCESS_FAILED",
        "photo has unsupported extension. Use one of .jpg, .jpeg, .gif, .png, .tif or .bmp",
      ],
      "document",
    ],
    file_empty: [["file must be non-empty"], "document"],
    content_protected: [["message has protected content and can't be forwarded"]],
    edit_not_found: [["message to edit not found", "MESSAGE_ID_INVALID"], "new_message"],
    edit_refused: [["message can't be edited"], "new_message"],
    delete_refused: [["message can't be deleted"]],
    webhook_refused: [
      [
        "bad webhook: An HTTPS URL must be provided for webhook",
        "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        "bad webhook: IP address 10.0.0.1 is reserved",
        "bad webhook: IPv6-only addresses are not allowed",
        "invalid webhook URL specified",
      ],
    ],
    bad_request: [["something Telegram will say one day", "SOME_NEW_NAME", ""]],
  }),
  [413, "Request Entity Too Large", "failed_message", "too_large"],
  [418, "I'm a teapot", "failed_message", "bad_request"],
  [
    400,
    `${bad} failed to send message #2 with the error message "WEBPAGE_CURL_FAILED"`,
    "uncertain",
    "album_partly_sent",
  ],
  [
    400,
    `${bad} failed to send message #1 with the error message "chat not found"`,
    "uncertain",
    "album_partly_sent",
  ],
  [
    400,
    `${bad} message is not modified: specified new message content and reply markup are exactly the same`,
    "delivered",
    "not_modified",
    { messageIds: [] },
  ],
  [400, `${bad} message to delete not found`, "delivered", "already_deleted"],
  [
    400,
    `${bad} query is too old and response timeout expired or query ID is invalid`,
    "delivered",
    "query_too_old",
  ],
  [
    400,
    `${bad} bad webhook: Failed to resolve host: Name or service not known`,
    "not_delivered_retry",
    "webhook_host_unresolved",
  ],
  [
    500,
    "Internal Server Error: sent message was immediately deleted and can't be returned",
    "delivered",
    "deleted_at_once",
    { messageIds: [] },
  ],
  [500, "Internal Server Error: restart", "uncertain", "server_error"],
  [500, "Request aborted", "uncertain", "server_error"],
  [500, "Internal Server Error", "uncertain", "server_error"],
  [502, "Bad Gateway", "uncertain", "server_error"],
  [503, "Service Unavailable", "uncertain", "server_error"],
  [504, "Gateway Timeout", "uncertain", "server_error"],
];

test("every wording of the catalogue stands in this table", () => {
  const texts = refusals.map(([code, description]) => ({ code, text: description.toLowerCase() }));
  const untried = catalogue.flatMap(({ on, says }) =>
    says.filter(
      (part) => !texts.some(({ code, text }) => on.includes(code) && text.includes(part)),
    ),
  );
  expect(untried).toEqual([]);
});

describe("what leaves doubt says what is known", () => {
  it.each<[string, Answer, Record<string, unknown>]>([
    ["no answer in time", unknown({ elapsedMs: 20_003.7 }), { status: null, elapsedMs: 20_004 }],
    ["a proxy's page", unknown({ status: 504 }), { status: 504 }],
    ["Telegram's own 500", refused(500, "Internal Server Error: restart"), { status: 500 }],
    [
      "a yes without an id",
      { kind: "ok", result: {}, elapsedMs: 5 },
      { status: 200, elapsedMs: 5 },
    ],
    [
      "half an album",
      refused(400, `${bad} failed to send message #3 with the error message "chat not found"`),
      { status: 400, failedItem: 3 },
    ],
  ])("%s", (_what, answer, known) => {
    expect(classify({ method: "sendMediaGroup", answer })).toMatchObject({
      class: "uncertain",
      known: { written: true, ...known },
    });
  });
});

describe("a refusal", () => {
  it.each(refusals)("%i %s is %s (%s)", (code, description, outcomeClass, name, more = {}) => {
    const outcome = classify({ method: "sendMessage", answer: refused(code, description) });
    expect(outcome).toMatchObject({ class: outcomeClass, code: name, description, ...more });
    expect(outcome.remedy).toMatch(/^[A-Z].*\.$/);
  });

  it.each(refusals)(
    "%i %s means the same in another case",
    (code, description, outcomeClass, name) => {
      const answer = refused(code, description.toUpperCase());
      expect(classify({ method: "sendMessage", answer })).toMatchObject({
        class: outcomeClass,
        code: name,
      });
    },
  );

  it("of a group that became a supergroup names the new chat, to the last digit", () => {
    const description = `${bad} group chat was upgraded to a supergroup chat`;
    for (const id of [-1001234567890, "-1009007199254740993"]) {
      const answer = refused(400, description, { migrate_to_chat_id: id });
      expect(classify({ method: "sendMessage", answer })).toMatchObject({
        class: "migrated",
        newChatId: String(id),
      });
    }
  });

  it("of a group that became a supergroup takes no change along: its ids are other messages' there", () => {
    const answer = refused(400, `${bad} group chat was upgraded to a supergroup chat`, {
      migrate_to_chat_id: -1001234567890,
    });
    for (const method of [
      "editMessageText",
      "editMessageMedia",
      "deleteMessage",
      "deleteMessages",
    ]) {
      expect(classify({ method, answer })).toMatchObject({
        class: "failed_message",
        code: "left_behind",
      });
    }
  });

  it("does not mistake a sender's markup for Telegram's words", () => {
    const description = `${bad} can't parse entities: Unsupported start tag "peer_id_invalid"`;
    const answer = refused(400, description);
    expect(classify({ method: "sendMessage", answer }).code).toBe("markup_broken");
  });

  it("never lets a 4xx be sent again by itself, nor a 5xx be taken for a failure", () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.string(), (code, description) => {
        fc.pre(code !== 429);
        const outcome = classify({ method: "sendMessage", answer: refused(code, description) });
        if (code >= 500) expect(outcome.class).toBe("uncertain");
        else
          expect(["rate_limited", "uncertain", "not_delivered_retry"]).not.toContain(outcome.class);
      }),
    );
  });
});

describe("a 429", () => {
  it.each([
    [3, 3, false],
    [5, 5, true],
    [10_072, 10_072, false],
    [0, 1, false],
    [9_999_999, 86_400, false],
    [undefined, 60, false],
  ])("that says %s means waiting %i s", (said, seconds, maybeRestart) => {
    const answer = refused(429, "Too Many Requests: retry after N", {}, said);
    expect(classify({ method: "sendMessage", answer })).toMatchObject({
      class: "rate_limited",
      retryAfterSeconds: seconds,
      maybeRestart,
    });
  });

  it("is a wait also as a proxy's page", () => {
    const answer = unknown({ status: 429, retryAfterSeconds: 7 });
    expect(classify({ method: "sendMessage", answer })).toMatchObject({
      class: "rate_limited",
      retryAfterSeconds: 7,
    });
  });
});

describe("no answer of Telegram's", () => {
  it.each<[string, Partial<Unknown>, Outcome["class"], string]>([
    ["nothing was written", { written: false }, "not_delivered_retry", "not_reached"],
    ["a time-out after writing", {}, "uncertain", "no_answer"],
    ["a 2xx that cannot be read", { status: 200 }, "uncertain", "no_answer"],
    ["a 500 page", { status: 500 }, "uncertain", "server_error"],
    ["a 502 page", { status: 502 }, "uncertain", "server_error"],
    ["a 503 page", { status: 503 }, "uncertain", "server_error"],
    ["a 504 page", { status: 504 }, "uncertain", "server_error"],
    ["an empty 413", { status: 413 }, "failed_message", "too_large"],
    ["an empty 400", { status: 400 }, "failed_message", "request_refused"],
    ["a proxy's 408", { status: 408 }, "uncertain", "no_answer"],
    ["a redirect", { status: 302 }, "not_delivered_retry", "not_telegram"],
    ["a portal's 403", { status: 403 }, "not_delivered_retry", "not_telegram"],
    ["a wrong server's 404", { status: 404 }, "not_delivered_retry", "not_telegram"],
  ])("with %s", (_name, change, outcomeClass, code) => {
    const outcome = classify({ method: "sendMessage", answer: unknown(change) });
    expect(outcome).toMatchObject({ class: outcomeClass, code });
    expect(outcome.remedy).toMatch(/^[A-Z].*\.$/);
  });
});

describe("methods that may be repeated", () => {
  it.each([
    "editMessageText",
    "editMessageReplyMarkup",
    "deleteMessage",
    "deleteMessages",
    "setMessageReaction",
    "answerCallbackQuery",
    "sendChatAction",
    "setWebhook",
    "deleteWebhook",
    "getMe",
  ])("%s is tried again where a send would be in doubt", (method) => {
    for (const answer of [unknown({}), refused(502, "Bad Gateway"), refused(500, "restart")]) {
      expect(classify({ method, answer }).class).toBe("not_delivered_retry");
    }
  });

  it.each(["sendMessage", "sendMediaGroup", "copyMessage", "forwardMessages", "sendPoll"])(
    "%s is not one of them",
    (method) => {
      expect(classify({ method, answer: unknown({}) }).class).toBe("uncertain");
    },
  );
});

describe("a yes", () => {
  it.each<[string, unknown, string[]]>([
    ["sendMessage", { message_id: 7, chat: {} }, ["7"]],
    ["sendMediaGroup", [{ message_id: 7 }, { message_id: 8 }], ["7", "8"]],
    ["copyMessage", { message_id: 9 }, ["9"]],
    ["sendChatAction", true, []],
    ["sendMessageDraft", true, []],
    ["setWebhook", true, []],
  ])("to %s is delivered", (method, result, messageIds) => {
    const outcome = classify({ method, answer: { kind: "ok", result, elapsedMs: 1 } });
    expect(outcome).toMatchObject({ class: "delivered", messageIds });
  });

  it.each([true, {}, [], [{ message_id: 7 }, {}], null])(
    "to sendMessage with %j instead of a message id leaves doubt",
    (result) => {
      const answer: Answer = { kind: "ok", result, elapsedMs: 1 };
      expect(classify({ method: "sendMessage", answer }).class).toBe("uncertain");
    },
  );
});

type Unknown = Extract<Answer, { kind: "unknown" }>;

function unknown(change: Partial<Unknown>): Answer {
  return { kind: "unknown", written: true, elapsedMs: 1, cause: "what went wrong", ...change };
}

function refused(
  code: number,
  description: string,
  parameters: Record<string, unknown> = {},
  retryAfterSeconds?: number,
): Answer {
  return { kind: "refused", code, description, parameters, retryAfterSeconds, elapsedMs: 1 };
}

function forChat(
  prefix: string,
  code: number,
  texts: Record<string, string[]>,
  scope = "chat",
): typeof refusals {
  return Object.entries(texts).flatMap(([name, all]) =>
    all.map((text): (typeof refusals)[number] => [
      code,
      `${prefix} ${text}`,
      "failed_chat",
      name,
      { scope },
    ]),
  );
}

function forMessage(texts: Record<string, [string[], string?]>): typeof refusals {
  return Object.entries(texts).flatMap(([name, [all, instead]]) =>
    all.map((text): (typeof refusals)[number] => [
      400,
      `${bad} ${text}`,
      "failed_message",
      name,
      instead === undefined ? {} : { instead },
    ]),
  );
}
