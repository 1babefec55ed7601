/** A connection in Postgres alone, for tests in which nobody opens its secrets or asks its Telegram. */
import { newId } from "@lumenflow/db";

interface BareConnection {
  readonly workspaceId: string;
  readonly bot: { readonly id: string; readonly username: string; readonly name: string };
  readonly id?: string;
  readonly apiRoot?: string;
}

/** What `connections.add` takes. */
export function bareConnection({
  workspaceId,
  bot,
  id = newId("connection"),
  apiRoot = "http://127.0.0.1",
}: BareConnection) {
  return {
    id,
    workspaceId,
    bot,
    apiRoot,
    webhookKeyId: id.slice(5),
    secretDigest: Buffer.alloc(32, 1),
    allowedUpdates: [],
    dropPendingUpdates: false,
    sealedToken: "sealed",
    sealedSecret: "sealed",
    createdBy: "system",
  };
}
