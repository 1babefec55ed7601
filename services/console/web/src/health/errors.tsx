/** What failed for good in the last hour, by its class. */
import { Text } from "@mantine/core";
import type { Health } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { causeWords } from "../deliveries/cause-words.ts";
import { Ago } from "../ui/ago.tsx";
import classes from "./health-page.module.css";
import { Line } from "./line.tsx";
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
            <Line
              key={`${stage} ${code}`}
              name={stage === "sending" ? code : causeWords(code).title}
              way={
                stage === "sending"
                  ? { to: "/outbox", search: { tab: "failed", code } }
                  : mayRead
                    ? { to: "/deliveries" }
                    : undefined
              }
            >
              <span className={classes.dim}>
                last <Ago at={lastAt} />
              </span>
              <span className={classes.big}>{count}</span>
            </Line>
          ))}
        </ul>
      )}
    </Panel>
  );
}
