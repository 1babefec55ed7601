/** Lends Prisma to the accounts library, which keeps people, sessions and memberships through it. */
import { type PrismaConfig, prismaAdapter } from "better-auth/adapters/prisma";
import type { Database } from "./database.ts";

const config: PrismaConfig = { provider: "postgresql", transaction: true };

/** The adapter for better-auth's `database` option. */
export function accountsAdapter({ prisma }: Pick<Database, "prisma">) {
  return prismaAdapter(prisma, config);
}
