/** Light or dark, and the time zone: kept in this browser, for this person. */
import { Paper, Select, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { ColourScheme } from "../shell/colour-scheme.tsx";
import { BackTo } from "../ui/back-to.tsx";
import { Page } from "../ui/page.tsx";
import { exactTime } from "../ui/time-words.ts";
import { browserZone, useTimeZone, zoneNames } from "../ui/time-zone.ts";
import { useNow } from "../ui/use-now.ts";

const asBrowser = "browser";

export function DisplayPage() {
  const { zone, setZone } = useTimeZone();
  const now = useNow(1_000);
  const zones = useMemo(
    () => [
      { value: asBrowser, label: `Browser: ${browserZone()}` },
      ...zoneNames().map((name) => ({ value: name, label: name.replaceAll("_", " ") })),
    ],
    [],
  );
  return (
    <Page
      title="Display"
      lead="Kept in this browser, for you alone."
      back={<BackTo to="/settings" label="Settings" />}
    >
      <Stack gap="md">
        <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
          <Title order={2} size="h4" mb="sm">
            Colours
          </Title>
          <ColourScheme />
        </Paper>
        <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
          <Title order={2} size="h4" mb="sm">
            Time zone
          </Title>
          <Select
            label="Times are written in"
            data={zones}
            value={zone ?? asBrowser}
            onChange={(value) => setZone(value === null || value === asBrowser ? undefined : value)}
            searchable
            allowDeselect={false}
            nothingFoundMessage="No zone of this name"
            limit={60}
            size="md"
          />
          <Text size="sm" c="dimmed" mt="xs">
            Now it is {exactTime(now, zone)}.
          </Text>
        </Paper>
      </Stack>
    </Page>
  );
}
