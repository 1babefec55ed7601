/** What failed for good in the last hour, by its class. */
import { Text } from "@mantine/core";
import type { Health } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { causeWords } from "../deliveries/cause-words.ts";
import { Ago } from "../ui/ago.tsx";
import { TextLink } from "../ui/link.tsx";
import classes from "./health-page.module.css";
import { Panel } from "./panel.tsx";

export function Errors({ errors }: Pick<Health, "errors">) {
  const mayRead = useMay("endpoints:manage");
  return (
    <Panel title="Errors, last hour">
      {errors.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing failed for good.
        </Text>
      ) : (
        <ul className={classes.rows}>
          {errors.map(({ stage, code, count, lastAt }) => (
            <li key={`${stage} ${code}`} className={classes.line}>
              {stage === "sending" ? (
                <TextLink to="/outbox" search={{ tab: "failed", code }} size="sm" underline="hover">
                  {code}
                </TextLink>
              ) : mayRead ? (
                <TextLink to="/deliveries" size="sm" underline="hover">
                  {causeWords(code).title}
                </TextLink>
              ) : (
                <span>{causeWords(code).title}</span>
              )}
              <span className={classes.values}>
                <span className={classes.dim}>
                  last <Ago at={lastAt} />
                </span>
                <span className={classes.big}>{count}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
