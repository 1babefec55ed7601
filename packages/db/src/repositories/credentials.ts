/** The sealed token and webhook secret of a connection: read by those who hold the keys, erased for good. */
import type { Client, Sql } from "../client.ts";

export interface SealedCredential {
  readonly botToken: string;
  readonly webhookSecret: string | null;
}

export function createCredentials(client: Client, _sql: Sql) {
  return {
    /** Null once they are erased. Opens only with the connection's id as context. */
    async find(workspaceId: string, connectionId: string): Promise<SealedCredential | null> {
      return client.credential.findUnique({
        where: { workspaceId_connectionId: { workspaceId, connectionId } },
        select: { botToken: true, webhookSecret: true },
      });
    },
  };
}
