/** Which roles somebody runs at this moment; each leads to its work. */
import { Badge } from "@mantine/core";
import type { Health } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { Ago } from "../ui/ago.tsx";
import badges from "../ui/soft-badge.module.css";
import classes from "./health-page.module.css";
import { Line, type Way } from "./line.tsx";
import { Panel } from "./panel.tsx";
import { roleLabel } from "./role-words.ts";

const works: Readonly<Record<string, Way>> = {
  ingress: { to: "/updates" },
  dispatcher: { to: "/updates" },
  sender: { to: "/outbox" },
  registrar: { to: "/settings/connections" },
  keeper: { to: "/activity" },
};

export function Workers({ workers }: Pick<Health, "workers">) {
  const mayAudit = useMay("audit:read");
  return (
    <Panel title="Workers">
      <ul className={classes.rows}>
        {workers.map(({ role, alive, lastSeenAt }) => (
          <Line
            key={role}
            name={roleLabel(role)}
            way={role === "keeper" && !mayAudit ? undefined : works[role]}
          >
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
          </Line>
        ))}
      </ul>
    </Panel>
  );
}
