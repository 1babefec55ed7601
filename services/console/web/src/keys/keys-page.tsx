/** The API keys of the workspace: whose they are, what they may, when they were used, how long they last. */
import { Button, Skeleton, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { keysQuery } from "../api/keys.ts";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { KeyRow } from "./key-row.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";

export function KeysPage() {
  const query = useQuery(keysQuery);
  const [making, { open, close }] = useDisclosure(false);
  const keys = query.data?.data;
  const make = (
    <Button leftSection={<IconPlus size={18} />} onClick={open}>
      New key
    </Button>
  );
  return (
    <Page
      title="API keys"
      lead="What programs call with. Give each its own, with no more than it needs."
      actions={keys?.length !== 0 && make}
    >
      {keys === undefined ? (
        query.isError ? (
          <Failure
            error={query.error}
            title="The keys could not be loaded"
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Loading label="Loading keys" gap="sm">
            <Skeleton height={104} radius="lg" />
            <Skeleton height={104} radius="lg" />
          </Loading>
        )
      ) : (
        <>
          <StaleNote {...freshnessOf(query)} />
          {keys.length === 0 && (
            <Nothing icon={<IconKey size={28} />} title="There is no key yet" actions={make}>
              Your Sidekick and other programs need one to read what comes in and to ask to send.
            </Nothing>
          )}
          <Stack gap="sm" component="ul" p={0} m={0} aria-label="API keys">
            {keys.map((apiKey) => (
              <KeyRow key={apiKey.id} apiKey={apiKey} />
            ))}
          </Stack>
        </>
      )}
      <NewKeyDialog opened={making} onClose={close} />
    </Page>
  );
}
