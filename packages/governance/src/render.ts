/** Draws the state machines as Markdown with Mermaid diagrams: docs/states.md is this text. */
import { approvalMachine } from "./approval.ts";
import { connectionMachine } from "./connection.ts";
import { epochMachine } from "./epoch.ts";
import { type Machine, terminalStates } from "./machine.ts";
import { messageMachine } from "./message.ts";
import { partMachine } from "./part.ts";

/** One machine as a Mermaid state diagram. Moves between the same two states share an arrow. */
export function renderMachine<S extends string>(machine: Machine<S>): string {
  const arrows = new Map<string, string[]>();
  for (const { from, to, event } of machine.transitions) {
    const key = `${from} --> ${to}`;
    const events = arrows.get(key) ?? [];
    // A colon would end the arrow's label in Mermaid's grammar.
    events.push(event.replaceAll(":", ","));
    arrows.set(key, events);
  }
  return [
    "stateDiagram-v2",
    ...machine.initial.map((state) => `  [*] --> ${state}`),
    ...[...arrows].map(([arrow, events]) => `  ${arrow} : ${events.join(" / ")}`),
    ...terminalStates(machine).map((state) => `  ${state} --> [*]`),
  ].join("\n");
}

/** One machine in words: every move with its event and who causes it. */
export function describeMachine<S extends string>(machine: Machine<S>): string {
  const rows = machine.transitions.map(
    ({ from, to, event, actor }) => `| ${from} | ${to} | ${event} | ${actor} |`,
  );
  return ["| from | to | event | by |", "|---|---|---|---|", ...rows].join("\n");
}

function section<S extends string>(machine: Machine<S>): string {
  const title = machine.name.charAt(0).toUpperCase() + machine.name.slice(1);
  return [
    `## ${title}`,
    `\`\`\`mermaid\n${renderMachine(machine)}\n\`\`\``,
    describeMachine(machine),
    `Nothing leaves: ${terminalStates(machine).join(", ") || "every state can be left"}.`,
  ].join("\n\n");
}

/** All machines as the Markdown of docs/states.md; a test keeps the two equal. */
export function renderStates(): string {
  const intro =
    "Drawn from the state machines in `packages/governance`, which the guarded updates read too. " +
    "After a change there, `pnpm -C packages/governance test -u` writes this page again.";
  return `${[
    "# States",
    intro,
    section(connectionMachine),
    section(messageMachine),
    section(partMachine),
    section(approvalMachine),
    section(epochMachine),
  ].join("\n\n")}\n`;
}
