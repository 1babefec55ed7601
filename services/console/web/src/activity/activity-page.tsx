/** Who did what and who allowed it, whether the trail is what it was, and the trail as a file. */
import { Button, Menu, Select, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconChevronDown, IconDownload, IconHistory } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { type AuditFilter, auditQuery, exportAddress } from "../api/audit.ts";
import { Failure } from "../ui/failure.tsx";
import { Filters } from "../ui/filters.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { useLongList } from "../ui/use-long-list.ts";
import { VirtualList } from "../ui/virtual-list.tsx";
import { kindsOfActions } from "./action-words.ts";
import { EntryRow } from "./entry-row.tsx";
import { Proof } from "./proof.tsx";

const route = getRouteApi("/shell/activity");

interface ActivitySearch {
  readonly about?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
}

export function ActivityPage() {
  const { about, subject, from, to } = route.useSearch();
  const navigate = route.useNavigate();
  const search = (change: { [Name in keyof ActivitySearch]?: string | undefined }) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(
          Object.entries({ ...before, ...change }).filter(([, value]) => value),
        ) as ActivitySearch,
      replace: true,
      resetScroll: false,
    });
  const subjectSoon = useDebouncedCallback((words: string) => search({ subject: words }), 300);
  const filter: AuditFilter = {
    action: about,
    subject: subject === "" ? undefined : subject,
    from: startOf(from),
    to: endOf(to),
  };
  return (
    <Page
      title="Activity"
      lead="Who did what and who allowed it, sealed within a second."
      actions={<Export filter={filter} />}
    >
      <Proof />
      <Filters>
        <Select
          label="About"
          placeholder="Everything"
          data={kindsOfActions}
          value={about ?? null}
          onChange={(value) => search({ about: value ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": "Everything" }}
        />
        <TextInput
          label="Id of a thing"
          placeholder="msg_…, conn_…"
          defaultValue={subject ?? ""}
          onChange={({ currentTarget }) => subjectSoon(currentTarget.value.trim())}
        />
        <TextInput
          label="From"
          type="date"
          value={from ?? ""}
          onChange={({ currentTarget }) => search({ from: currentTarget.value })}
        />
        <TextInput
          label="To"
          type="date"
          value={to ?? ""}
          onChange={({ currentTarget }) => search({ to: currentTarget.value })}
        />
      </Filters>
      <Entries key={JSON.stringify(filter)} filter={filter} />
    </Page>
  );
}

function Entries({ filter }: { readonly filter: AuditFilter }) {
  const { query, items: entries, more } = useLongList(auditQuery(filter));
  if (entries === undefined) {
    return query.isError ? (
      <Failure
        error={query.error}
        title="The trail could not be read"
        onRetry={() => void query.refetch()}
      />
    ) : (
      <Loading label="Loading the trail" gap="xs">
        {[1, 2, 3, 4, 5, 6].map((row) => (
          <Skeleton key={row} height={60} radius="lg" />
        ))}
      </Loading>
    );
  }
  if (entries.length === 0) {
    return (
      <Nothing icon={<IconHistory size={28} />} title="Nothing of this kind">
        Nothing was written down that these filters let through.
      </Nothing>
    );
  }
  return (
    <>
      <StaleNote {...freshnessOf(query)} />
      <VirtualList
        items={entries}
        keyOf={({ id }) => id}
        label="Entries, newest first"
        estimate={66}
        more={more}
      >
        {(entry) => <EntryRow entry={entry} />}
      </VirtualList>
    </>
  );
}

/** The browser fetches the file: nothing of it passes through the page. */
function Export({ filter }: { readonly filter: AuditFilter }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={18} />}
          rightSection={<IconChevronDown size={16} />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(filter.action !== undefined || filter.subject !== undefined) && (
          <Menu.Label maw={260}>
            Everything of these days, whatever it is about: with gaps it could not be proven.
          </Menu.Label>
        )}
        <Menu.Item component="a" href={exportAddress("jsonl", filter)} download>
          As JSON lines, which prove themselves
        </Menu.Item>
        <Menu.Item component="a" href={exportAddress("csv", filter)} download>
          As CSV, for a spreadsheet
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Days are the reader's own. */
function startOf(day: string | undefined): string | undefined {
  const time = new Date(`${day}T00:00:00`);
  return day === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function endOf(day: string | undefined): string | undefined {
  const start = startOf(day);
  if (start === undefined) return undefined;
  const time = new Date(start);
  time.setDate(time.getDate() + 1);
  return time.toISOString();
}
