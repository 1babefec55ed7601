/** Which roles somebody runs at this moment. */
import { Badge } from "@mantine/core";
import type { Health } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";
import badges from "../ui/soft-badge.module.css";
import classes from "./health-page.module.css";
import { Panel } from "./panel.tsx";
import { roleLabel } from "./role-words.ts";

export function Workers({ workers }: Pick<Health, "workers">) {
  return (
    <Panel title="Workers">
      <ul className={classes.rows}>
        {workers.map(({ role, alive, lastSeenAt }) => (
          <li key={role} className={classes.line}>
            <span>{roleLabel(role)}</span>
            <span className={classes.values}>
              {alive === 0 && (
                <span className={classes.dim}>
                  last seen <Ago at={lastSeenAt} />
                </span>
              )}
              <Badge
                size="lg"
                variant="light"
                color={alive > 0 ? "green" : "red"}
                className={badges.badge}
              >
                {alive === 0 ? "none alive" : `${alive} alive`}
              </Badge>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
