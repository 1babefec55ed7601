/** How long things take, at each stage: half of them, nearly all, and the slowest. */
import type { Health } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import classes from "./health-page.module.css";
import { Lead, type Way } from "./line.tsx";
import { Panel } from "./panel.tsx";

const sent: Way = { to: "/outbox", search: { tab: "all", status: "sent" } };
const stages = [
  ["receiving", "Update stored", { to: "/updates" }],
  ["waiting", "Message in line", sent],
  ["calling", "Telegram's answer", sent],
  ["delivering", "Event at its endpoint", { to: "/deliveries" }],
] as const satisfies readonly (readonly [string, string, Way])[];

export function Latency({ latency }: Pick<Health, "latency">) {
  const mayRead = useMay("endpoints:manage");
  return (
    <Panel title="Latency, last 15 minutes">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">half</th>
            <th scope="col">95 %</th>
            <th scope="col">99 %</th>
          </tr>
        </thead>
        <tbody>
          {stages.map(([stage, label, way]) => {
            const found = latency[stage];
            return (
              <tr key={stage}>
                <th scope="row">
                  <Lead way={stage === "delivering" && !mayRead ? undefined : way}>{label}</Lead>
                </th>
                {found === null ? (
                  <td colSpan={3} className={classes.dim}>
                    nothing measured
                  </td>
                ) : (
                  [found.p50, found.p95, found.p99].map((ms, index) => (
                    <td key={index}>{timeWords(ms)}</td>
                  ))
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

function timeWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}
