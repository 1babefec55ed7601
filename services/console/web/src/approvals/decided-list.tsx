/** What was decided, newest first; the selected one is shown in full. */
import { Select } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { decidedApprovalsQuery, isOutcome, type Outcome, outcomes } from "../api/approvals.ts";
import { Failure } from "../ui/failure.tsx";
import { Filters } from "../ui/filters.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { useLongList } from "../ui/use-long-list.ts";
import { VirtualList } from "../ui/virtual-list.tsx";
import { DecidedLoading } from "./decided-loading.tsx";
import { DecidedRow } from "./decided-row.tsx";
import { outcomeWords } from "./outcome-words.ts";

const route = getRouteApi("/shell/approvals");

const choices = outcomes.map((value) => ({ value, label: outcomeWords[value].label }));

interface DecidedListProps {
  readonly outcome: Outcome | undefined;
  readonly selected: string | undefined;
}

export function DecidedList({ outcome, selected }: DecidedListProps) {
  const navigate = route.useNavigate();
  return (
    <>
      <Filters>
        <Select
          label="Outcome"
          placeholder="Any"
          data={choices}
          value={outcome ?? null}
          onChange={(value) =>
            void navigate({
              search: { tab: "decided", ...(isOutcome(value) && { outcome: value }) },
              replace: true,
              resetScroll: false,
            })
          }
          clearable
          clearButtonProps={{ "aria-label": "Any outcome" }}
        />
      </Filters>
      <Decided key={outcome} outcome={outcome} selected={selected} />
    </>
  );
}

function Decided({ outcome, selected }: DecidedListProps) {
  const { query, items: decided, more } = useLongList(decidedApprovalsQuery(outcome));
  if (decided === undefined) {
    return query.isError ? (
      <Failure
        error={query.error}
        title="The decisions could not be loaded"
        onRetry={() => void query.refetch()}
      />
    ) : (
      <DecidedLoading />
    );
  }
  if (decided.length + more.before === 0) {
    return outcome === undefined ? (
      <Nothing icon={<IconHistory size={28} />} title="Nothing has been decided yet">
        Every decision is kept here, with who took it, when and why.
      </Nothing>
    ) : (
      <Nothing icon={<IconHistory size={28} />} title={`None is ${outcome}`}>
        Other decisions stand under “Any”.
      </Nothing>
    );
  }
  return (
    <>
      <StaleNote {...freshnessOf(query)} />
      <VirtualList
        items={decided}
        keyOf={({ id }) => id}
        label="Decided approvals"
        estimate={76}
        held={selected}
        more={more}
      >
        {(approval) => <DecidedRow approval={approval} open={approval.id === selected} />}
      </VirtualList>
    </>
  );
}
