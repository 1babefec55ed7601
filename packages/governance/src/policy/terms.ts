/** Reads what a rule asks of the approval that it leads to. */
import { durationRemedy, secondsOf } from "./duration.ts";
import { isRecord, type Reading, refuseOthers } from "./reading.ts";

/**
 * What an approval takes along from its rule. `expiresAfter` ends the question; whom to ask when, an
 * escalation, is kept with the approval.
 */
export interface ApprovalTerms {
  readonly expiresAfter?: string;
  readonly escalateAfter?: string;
  readonly escalateTo?: readonly string[];
}

/**
 * Who may approve and how many must is refused: as long as one approver of the workspace is enough,
 * a rule that says otherwise would promise what nobody keeps.
 */
export function readTerms(value: unknown, path: string, reading: Reading): void {
  if (!isRecord(value)) {
    reading.fault(path, 'is not an object, such as { "expiresAfter": "24h" }');
    return;
  }
  const { approvers, required, expiresAfter, escalateAfter, escalateTo, ...others } = value;
  const names = ["expiresAfter", "escalateAfter", "escalateTo", "required"];
  refuseOthers(others, path, reading, names);
  if (approvers !== undefined) {
    reading.fault(
      `${path}.approvers`,
      "is not enforced by this version, which lets everybody approve who has approvals:decide; leave it out",
    );
  }
  if (required !== undefined && required !== 1) {
    reading.fault(
      `${path}.required`,
      "is not enforced by this version, to which one approval is enough; leave it out, or give 1",
    );
  }
  for (const [name, span] of Object.entries({ expiresAfter, escalateAfter })) {
    if (span === undefined || secondsOf(span) !== undefined) continue;
    reading.fault(`${path}.${name}`, `is no span of time; ${durationRemedy}`);
  }
  const isList =
    escalateTo === undefined ||
    (Array.isArray(escalateTo) &&
      escalateTo.length > 0 &&
      escalateTo.length <= 50 &&
      escalateTo.every(
        (each) => typeof each === "string" && /^user:usr_[0-9A-Za-z]{1,64}$/.test(each),
      ));
  if (!isList) reading.fault(`${path}.escalateTo`, "is not a list of people; write user:usr_…");
  if ((escalateAfter === undefined) !== (escalateTo === undefined)) {
    reading.fault(`${path}.escalateAfter`, "goes with escalateTo; give both or neither");
  }
  const [ends, escalates] = [secondsOf(expiresAfter), secondsOf(escalateAfter)];
  if (ends !== undefined && escalates !== undefined && escalates >= ends) {
    reading.fault(`${path}.escalateAfter`, "is not before expiresAfter; give a shorter time");
  }
}

/** When an approval asked for now ends; the earlier of what the message and its rule say. */
export function approvalExpiry(
  terms: unknown,
  now: Date,
  messageExpiresAt: Date | null,
): Date | null {
  const span = isRecord(terms) ? secondsOf(terms.expiresAfter) : undefined;
  if (span === undefined) return messageExpiresAt;
  const end = new Date(now.getTime() + span * 1_000);
  return messageExpiresAt !== null && messageExpiresAt < end ? messageExpiresAt : end;
}
