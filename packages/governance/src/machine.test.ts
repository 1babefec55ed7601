import { describe, expect, it } from "vitest";
import {
  approvalMachine,
  canMove,
  connectionMachine,
  epochMachine,
  isState,
  isTerminal,
  type Machine,
  messageMachine,
  partMachine,
  renderStates,
  sourcesOf,
  terminalStates,
} from "./index.ts";

const machines: Machine<string>[] = [
  connectionMachine,
  messageMachine,
  partMachine,
  approvalMachine,
  epochMachine,
].map((machine) => machine as unknown as Machine<string>);

describe.each(machines)("the $name machine", (machine) => {
  it("names every state once and moves only between them", () => {
    expect(new Set(machine.states).size).toBe(machine.states.length);
    const named = [
      ...machine.initial,
      ...machine.transitions.flatMap(({ from, to }) => [from, to]),
    ];
    expect(named.filter((state) => !machine.states.includes(state))).toEqual([]);
  });

  it("reaches every state from an initial one", () => {
    const reached = new Set(machine.initial);
    for (const state of reached) {
      for (const move of machine.transitions) if (move.from === state) reached.add(move.to);
    }
    expect([...reached].sort()).toEqual([...machine.states].sort());
  });

  it("says nothing twice and never moves to where it is", () => {
    const said = machine.transitions.map((move) => JSON.stringify(move));
    expect(new Set(said).size).toBe(said.length);
    expect(machine.transitions.filter(({ from, to }) => from === to)).toEqual([]);
  });

  it("always has a way to an end", () => {
    for (const state of machine.states) {
      const reached = new Set([state]);
      for (const at of reached) {
        for (const move of machine.transitions) if (move.from === at) reached.add(move.to);
      }
      expect(terminalStates(machine).some((end) => reached.has(end))).toBe(true);
    }
  });
});

it("answers what a guarded update asks", () => {
  expect(sourcesOf(messageMachine, "sending")).toEqual(["queued", "uncertain", "failed"]);
  expect(sourcesOf(approvalMachine, "approved")).toEqual(["pending"]);
  expect(sourcesOf(connectionMachine, "disconnected")).toEqual(["disconnecting"]);
  expect(sourcesOf(messageMachine, "blocked")).toEqual(["pending_approval"]);
  expect(canMove(messageMachine, "sent", "queued")).toBe(false);
  expect(canMove(partMachine, "sending", "sending")).toBe(false);
});

it("knows the ends", () => {
  expect(terminalStates(messageMachine)).toEqual([
    "sent",
    "rejected",
    "expired",
    "cancelled",
    "blocked",
  ]);
  expect(terminalStates(connectionMachine)).toEqual(["disconnected"]);
  expect(isTerminal(partMachine, "sent")).toBe(true);
  expect(isTerminal(partMachine, "uncertain")).toBe(false);
  expect(isState(approvalMachine, "pending")).toBe(true);
  expect(isState(approvalMachine, "toString")).toBe(false);
});

it("never leaves doubt to itself: an answer, a person or the connection's policy ends it", () => {
  const ways = partMachine.transitions.filter(({ from }) => from === "uncertain");
  expect(new Set(ways.map(({ event }) => event))).toEqual(
    new Set([
      "a late answer",
      "a late refusal",
      "resolved: delivered",
      "resolved: resend",
      "resolved: abandon",
      "the connection resends",
      "the connection abandons",
    ]),
  );
});

it("is what docs/states.md shows (`test -u` writes it again)", async () => {
  await expect(renderStates()).toMatchFileSnapshot("../../../docs/states.md");
});
