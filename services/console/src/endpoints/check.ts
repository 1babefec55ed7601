/** Checks what somebody wants an endpoint to be, against the world and the workspace. */
import { problem } from "@lumenflow/api";
import type { EndpointRow } from "@lumenflow/db";
import { faultOfUrl } from "@lumenflow/egress";
import { isId } from "../ids.ts";
import type { EndpointDeps } from "./deps.ts";
import { maskedUrl } from "./masked-url.ts";

export interface Wanted {
  readonly url?: string | undefined;
  readonly connectionId?: string | null | undefined;
}

/** @throws Problem E010 naming the field that cannot be as wanted, E044 naming one that refers to nothing. */
export async function check(
  workspaceId: string,
  wanted: Wanted,
  { egress, database }: Pick<EndpointDeps, "egress" | "database">,
): Promise<void> {
  if (wanted.url !== undefined) {
    const message = await faultOfUrl(wanted.url, egress);
    if (message !== undefined) throw problem.invalid([{ path: "url", message }]);
  }
  const { connectionId } = wanted;
  if (typeof connectionId !== "string") return;
  const known = isId(connectionId) && (await database.connections.find(workspaceId, connectionId));
  if (!known) throw problem.noConnection();
}

/** Who changes something else sends the URL back as it was shown: masked, which changes nothing. */
export function urlToSet(url: string | undefined, row: EndpointRow): string | undefined {
  return url === maskedUrl(row.url) ? undefined : url;
}
