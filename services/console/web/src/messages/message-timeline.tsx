/** A message's own story: each transition, attempt and hold, who did it and why, oldest first. */
import { Text } from "@mantine/core";
import type { MessageDetail, MessageStatus } from "../api/contract.ts";
import { exactTime } from "../ui/time-words.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import classes from "./message-timeline.module.css";
import { statusWords } from "./status-words.ts";

type Entry = MessageDetail["timeline"][number];

const partWords: Readonly<Record<string, { label: string; color: string }>> = {
  ...statusWords,
  waiting: { label: "Not in line yet", color: "gray" },
};

interface MessageTimelineProps {
  readonly timeline: readonly Entry[];
  /** What those are called that are known, by `key:…` and `user:…`. */
  readonly names: ReadonlyMap<string, string>;
}

export function MessageTimeline({ timeline, names }: MessageTimelineProps) {
  return (
    <ol className={classes.timeline} aria-label="What happened to it">
      {timeline.map((entry, index) => (
        <Step key={index} entry={entry} by={actorWords(entry.actor, names)} />
      ))}
    </ol>
  );
}

function Step({ entry, by }: { readonly entry: Entry; readonly by: string }) {
  const { at, status, attempt, detail } = entry;
  const { zone } = useTimeZone();
  const { label, color } = partWords[status as MessageStatus] ?? { label: status, color: "gray" };
  return (
    <li className={classes.step}>
      <span
        className={classes.sign}
        style={{ background: `var(--mantine-color-${color}-filled)` }}
        aria-hidden
      />
      <div className={classes.words}>
        <Text component="span" size="sm" fw={600}>
          {label}
        </Text>
        {attempt !== undefined && attempt > 0 && (
          <Text component="span" size="sm" c="dimmed">
            {" "}
            · attempt {attempt}
          </Text>
        )}
        {detail !== undefined && (
          <Text size="sm" className={classes.detail}>
            {detail}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          <time dateTime={at}>{exactTime(new Date(at), zone)}</time> · {by}
        </Text>
      </div>
    </li>
  );
}

const roles: Readonly<Record<string, string>> = {
  system: "by itself",
  sender: "by the sender",
  keeper: "by the clock",
};

function actorWords(actor: string, names: ReadonlyMap<string, string>): string {
  const known = names.get(actor);
  if (known !== undefined) return `by ${known}`;
  const [kind = ""] = actor.split(":");
  if (kind === "key") return "by an API key";
  return kind === "user" ? "by a person" : (roles[actor] ?? `by ${actor}`);
}
