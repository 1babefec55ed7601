/** The words for everything that can be wrong with a registration, beside what deliveries meet. */
import { refusedBot, type Trouble } from "@lumenflow/governance";
import type { Outcome } from "@lumenflow/telegram";
import type { Setting, Standing } from "./compare-webhook.ts";

/** Causes that nothing but a person's word ends: whoever takes the bot would only take it again. */
const contested = "webhook_contested";

export function isContested(cause: string | null): boolean {
  return cause === contested;
}

const goneRemedy =
  "It is being set back. If it goes again, look for a program that uses this bot's token: one that polls with getUpdates deletes the webhook when it starts.";
const takenRemedy =
  "It is being set back. Stop that service or give it a bot of its own, or it will take this one again.";
const copyRemedy =
  "It is being set back. Probably a copy of this installation runs there: stop it, or disconnect the bot in one of the two.";

/** Telegram shows something else than what was registered. Null where that is nobody's doing. */
export function troubleOfStanding(standing: Standing): Trouble | null {
  switch (standing.kind) {
    case "as_wanted":
    case "outdated":
      return null;
    case "missing":
      return {
        cause: "webhook_missing",
        reason: "Telegram has no webhook for this bot any more: somebody deleted it.",
        remedy: goneRemedy,
      };
    case "foreign":
      return {
        cause: "webhook_taken",
        reason: `Another service has taken this bot: Telegram delivers to ${standing.host}.`,
        remedy: takenRemedy,
      };
    case "elsewhere":
      return {
        cause: "webhook_taken",
        reason: `Another installation with this one's keys has taken this bot: Telegram delivers to ${standing.host}.`,
        remedy: copyRemedy,
      };
    case "changed":
      return {
        cause: "webhook_changed",
        reason: `Somebody has changed this bot's webhook at Telegram: ${standing.settings.map(nameOf).join(", ")}.`,
        remedy:
          "It is being set back. Look for a program that uses this bot's token, and let this installation alone set its webhook.",
      };
  }
}

const settingNames: Record<Setting, string> = {
  allowed_updates: "the kinds of updates",
  max_connections: "the number of connections",
  certificate: "the certificate",
};

function nameOf(setting: Setting): string {
  return settingNames[setting];
}

/** The same as `troubleOfStanding` for the last time: from here on nothing is set back by itself. */
export function contestedBy(standing: Standing): Trouble {
  const newToken =
    "or replace the bot's token by a new one from BotFather, which shuts every other program out";
  if (standing.kind === "foreign" || standing.kind === "elsewhere") {
    return {
      cause: contested,
      reason: `Another service keeps taking this bot: Telegram delivers to ${standing.host} again and again, so nothing is set back any more.`,
      remedy: `Stop that service, ${newToken}. Then register again here.`,
    };
  }
  return {
    cause: contested,
    reason:
      "Somebody keeps deleting this bot's webhook again and again, so nothing is set back any more.",
    remedy: `Stop the program that does (usually one that polls with getUpdates), ${newToken}. Then register again here.`,
  };
}

/** Telegram will not do what registering needs. */
export function refusedCall(outcome: Outcome): Trouble {
  if (outcome.class === "connection_unusable") return refusedBot(outcome);
  return {
    cause: "webhook_refused",
    reason: `Telegram refuses the webhook: ${outcome.description}.`,
    remedy:
      "Check PUBLIC_URL: https, a public address, port 443, 80, 88 or 8443. Then register again.",
  };
}

/** Telegram will do it later. */
export function postponedCall(outcome: Outcome): Trouble {
  return {
    cause: outcome.code,
    reason: `Telegram has not set the bot up yet (${outcome.description}).`,
    remedy: "It is tried again by itself.",
  };
}

/** Telegram gives each update to one reader. */
export const otherPoller: Trouble = {
  cause: "other_poller",
  reason:
    "Another program reads this bot's messages with getUpdates, so that some of them go there and never come here.",
  remedy:
    "Stop that program. If you do not know which it is, replace the bot's token by a new one from BotFather, which shuts every other program out.",
};

/** Telegram does not answer when it is asked for updates, or not as it should. */
export function notGiven(outcome: Outcome): Trouble {
  return {
    cause: outcome.code,
    reason: `Telegram does not give this bot's messages (${outcome.description}).`,
    remedy: "It is asked again by itself. What waits there is kept for 24 hours.",
  };
}

export const unasked: Trouble = {
  cause: "telegram_unreachable",
  reason: "Telegram could not be asked about this bot several times in a row.",
  remedy:
    "It passes by itself once Telegram answers. If it stays, check this machine's network, its DNS and TELEGRAM_API_ROOT.",
};

export const stalled: Trouble = {
  cause: "stalled",
  reason:
    "Updates wait at Telegram, none has come since the last look, and Telegram names no error.",
  remedy:
    "Telegram goes on by itself after its own troubles. If it stays, check the firewall in front of PUBLIC_URL, then register again.",
};

export const backlog: Trouble = {
  cause: "backlog",
  reason: "Updates come faster than they can be delivered: more wait at Telegram with every look.",
  remedy:
    "It passes by itself after a flood. If it stays, look at the load of the ingress and the queue, and run more of them.",
};

export const unsynchronized: Trouble = {
  cause: "telegram_unsynchronized",
  reason: "Telegram says that it could not fetch this bot's updates from its own servers.",
  remedy: "Nothing to do here: it passes by itself.",
};

export const quiet: Trouble = {
  cause: "quiet",
  reason:
    "Nothing has come for far longer than is usual for this bot. Telegram shows no error, and nothing waits there.",
  remedy:
    "Write to the bot. If that does not arrive, look whether it is still in its groups and may read there (BotFather's group privacy). If nobody writes to it any more, register again, and its usual rhythm is learnt anew.",
};
