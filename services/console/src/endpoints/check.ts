/** Checks what somebody wants an endpoint to be, against the world and the workspace. */
import { type Fault, problem } from "@lumenflow/api";
import type { EndpointRow } from "@lumenflow/db";
import { faultOfUrl } from "@lumenflow/egress";
import { isId } from "../ids.ts";
import type { EndpointDeps } from "./deps.ts";
import { maskedUrl } from "./masked-url.ts";

export interface Wanted {
  readonly url?: string | undefined;
  readonly connectionId?: string | null | undefined;
}

/** @throws Problem E010 naming each field that cannot be as wanted. */
export async function check(
  workspaceId: string,
  wanted: Wanted,
  { egress, database }: Pick<EndpointDeps, "egress" | "database">,
): Promise<void> {
  const faults: Fault[] = [];
  if (wanted.url !== undefined) {
    const message = await faultOfUrl(wanted.url, egress);
    if (message !== undefined) faults.push({ path: "url", message });
  }
  const { connectionId } = wanted;
  if (typeof connectionId === "string") {
    const known =
      isId(connectionId) && (await database.connections.find(workspaceId, connectionId));
    if (!known) faults.push({ path: "connectionId", message: "there is no such connection here" });
  }
  if (faults.length > 0) throw problem.invalid(faults);
}

/** Who changes something else sends the URL back as it was shown: masked, which changes nothing. */
export function urlToSet(url: string | undefined, row: EndpointRow): string | undefined {
  return url === maskedUrl(row.url) ? undefined : url;
}
