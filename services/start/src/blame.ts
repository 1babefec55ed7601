/** Says which variable to look at, where a start fails at what the variable names. */
import type { Config } from "./config.ts";

/** What the file system answers to a folder that cannot be used. */
const folderCodes = /^E(ACCES|EXIST|INVAL|NOENT|NOSPC|NOTDIR|PERM|ROFS)$/;
/** No way there, or, by Postgres: not ready, wrong account, no such database. */
const databaseCodes = /^(E[A-Z_]+|08...|28...|3D000|57P03)$/;

export function blameFolder({ LUMENFLOW_DATA_DIR: folder }: Pick<Config, "LUMENFLOW_DATA_DIR">) {
  return blame(
    folderCodes,
    `LUMENFLOW_DATA_DIR (${folder}) cannot be used: give a folder that this user may write to`,
  );
}

/** Never with the address itself, which holds a password. */
export function blameDatabase({ DATABASE_URL: given }: Pick<Config, "DATABASE_URL">) {
  return blame(
    databaseCodes,
    given === undefined
      ? "the embedded Postgres cannot be reached: see server.log in LUMENFLOW_DATA_DIR"
      : "DATABASE_URL leads to no database that can be used: look at its host, port, user, password and name",
  );
}

function blame(codes: RegExp, words: string): (error: unknown) => never {
  return (error) => {
    const { code, message } = error as { code?: unknown; message?: unknown };
    if (typeof code !== "string" || !codes.test(code)) throw error;
    throw new Error(`${words} (${message})`, { cause: error });
  };
}
