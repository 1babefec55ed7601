/** The shape of a state machine as data, and the questions code, docs and console ask of it. */

/** Who may cause a transition. */
export type Actor =
  | "requester"
  | "approver"
  | "policy"
  | "operator"
  | "ingress"
  | "dispatcher"
  | "sender"
  | "registrar"
  | "keeper";

export interface Transition<S extends string> {
  readonly from: S;
  readonly to: S;
  /** What happened, in the past tense or as a verb: it stands on the arrow in docs and console. */
  readonly event: string;
  readonly actor: Actor;
}

export interface Machine<S extends string> {
  readonly name: string;
  /** The states in which a row may be created. */
  readonly initial: readonly S[];
  readonly states: readonly S[];
  readonly transitions: readonly Transition<S>[];
}

/** Whether a row in `from` may be moved to `to`. Staying where one is, is not a move. */
export function canMove<S extends string>(machine: Machine<S>, from: S, to: S): boolean {
  return machine.transitions.some((move) => move.from === from && move.to === to);
}

/**
 * The states from which `to` can be reached in one move, in the machine's order: what a guarded
 * `UPDATE … WHERE status = ANY(…)` names.
 */
export function sourcesOf<S extends string>(machine: Machine<S>, to: S): S[] {
  return machine.states.filter((from) => canMove(machine, from, to));
}

/** The states that nothing leaves. */
export function terminalStates<S extends string>(machine: Machine<S>): S[] {
  return machine.states.filter((state) => !machine.transitions.some((move) => move.from === state));
}

/** Whether nothing leaves `state`. */
export function isTerminal<S extends string>(machine: Machine<S>, state: S): boolean {
  return !machine.transitions.some((move) => move.from === state);
}

/** Whether `value`, read from a row or a request, is one of the machine's states. */
export function isState<S extends string>(machine: Machine<S>, value: string): value is S {
  return (machine.states as readonly string[]).includes(value);
}
