/** Says on every page that nothing is sent, why, by whom and until when. */
import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Pause } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { pausesQuery, resumeWorkspace } from "../api/pauses.ts";
import { PauseWords } from "../connections/pause-words.tsx";
import { usePausesAction } from "../connections/use-pauses-action.ts";
import { Failure } from "../ui/failure.tsx";

export function PausedBanner() {
  const { data } = useQuery(pausesQuery);
  return (
    <>
      {data?.installation && (
        <Banner title="Nothing is sent: the whole installation is paused" pause={data.installation}>
          <Text size="sm">Only its operator can resume it.</Text>
        </Banner>
      )}
      {data?.workspace && (
        <Banner title="Nothing is sent: this workspace is paused" pause={data.workspace}>
          <Resume />
        </Banner>
      )}
    </>
  );
}

interface BannerProps {
  readonly title: string;
  readonly pause: Pause;
  readonly children: React.ReactNode;
}

function Banner({ title, pause, children }: BannerProps) {
  return (
    <Alert
      role="status"
      color="orange"
      icon={<IconHandStop />}
      title={title}
      mb="md"
      maw={860}
      mx="auto"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          <PauseWords pause={pause} />
        </Text>
        {children}
      </Stack>
    </Alert>
  );
}

function Resume() {
  const mayManage = useMay("connections:manage");
  const resume = usePausesAction(resumeWorkspace);
  if (!mayManage) return null;
  return (
    <>
      <Button size="xs" loading={resume.isPending} onClick={() => resume.mutate()}>
        Resume sending
      </Button>
      {resume.isError && <Failure error={resume.error} title="It could not be resumed" />}
    </>
  );
}
