/** Why a connection is not well, and below it what to do. */
import { Text } from "@mantine/core";
import type { Connection } from "../api/contract.ts";
import classes from "./trouble-words.module.css";

interface TroubleWordsProps {
  readonly connection: Pick<Connection, "statusReason" | "statusRemedy">;
  /** Where no reason is known. */
  readonly otherwise: string;
}

export function TroubleWords({ connection, otherwise }: TroubleWordsProps) {
  const { statusReason, statusRemedy } = connection;
  return (
    <>
      <Text size="sm" className={classes.words}>
        {statusReason ?? otherwise}
      </Text>
      {statusRemedy !== null && (
        <Text size="sm" mt={6} fw={600} className={classes.words}>
          {statusRemedy}
        </Text>
      )}
    </>
  );
}
