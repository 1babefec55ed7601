/** A poll as its readers will see it, with what a quiz would tell them afterwards. */
import { IconCircle, IconCircleCheck, IconMapPin } from "@tabler/icons-react";
import { FormattedText } from "./formatted-text.tsx";
import classes from "./poll.module.css";
import type { SeenPlace, SeenPoll } from "./read-poll.ts";

export function Poll({ poll }: { poll: SeenPoll }) {
  return (
    <div className={classes.poll}>
      <strong dir="auto">{poll.question}</strong>
      <span className={classes.about}>{poll.about}</span>
      <ul className={classes.options}>
        {poll.options.map(({ text, right }, index) => (
          <li key={index} dir="auto">
            {right ? (
              <IconCircleCheck size={18} aria-label="The right answer" />
            ) : (
              <IconCircle size={18} aria-hidden />
            )}
            {text}
          </li>
        ))}
      </ul>
      {poll.explanation !== null && (
        <span className={classes.about} dir="auto">
          <FormattedText nodes={poll.explanation} />
        </span>
      )}
    </div>
  );
}

/** A place, with a way to see it on a map; nothing is loaded from there by itself. */
export function Place({ place: { latitude, longitude } }: { place: SeenPlace }) {
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return (
    <a href={map} target="_blank" rel="noopener noreferrer" className={classes.place}>
      <IconMapPin size={24} aria-hidden />
      <span>
        Location {latitude}, {longitude}
      </span>
    </a>
  );
}
