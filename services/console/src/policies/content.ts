/** What a request says of a rule, in the form in which it is stored. */
import type { PolicyInput } from "@lumenflow/api";
import type { PolicyContent } from "@lumenflow/db";

export function contentOf(body: PolicyInput): PolicyContent {
  return asContent({ schedule: null, exceptions: null, approval: null, ...body }) as PolicyContent;
}

/** Checked as JSON at the edge; what it means is governance's to say. */
export function asContent(body: object): Partial<PolicyContent> {
  return body as Partial<PolicyContent>;
}
