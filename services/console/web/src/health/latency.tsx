/** How long things take, at each stage: half of them, nearly all, and the slowest. */
import type { Health } from "../api/contract.ts";
import classes from "./health-page.module.css";
import { Panel } from "./panel.tsx";

const stages = [
  ["receiving", "Update stored"],
  ["waiting", "Message in line"],
  ["calling", "Telegram's answer"],
  ["delivering", "Event at its endpoint"],
] as const;

export function Latency({ latency }: Pick<Health, "latency">) {
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
          {stages.map(([stage, label]) => {
            const found = latency[stage];
            return (
              <tr key={stage}>
                <th scope="row">{label}</th>
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
