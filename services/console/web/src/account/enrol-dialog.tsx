/** Sets a second factor up in three steps: the password, the app's first code, the backup codes. */
import { Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { beginSecondFactor, type Enrolment } from "../api/account.ts";
import { showCode } from "../api/auth.ts";
import { codeWords } from "../session/sign-in-words.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { SixDigits } from "../ui/six-digits.tsx";
import { BackupCodes } from "./backup-codes.tsx";
import { PasswordForm } from "./password-form.tsx";
import { QrCode } from "./qr-code.tsx";
import classes from "./second-factor.module.css";
import { useRefreshMe } from "./use-refresh-me.ts";

interface EnrolDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function EnrolDialog({ opened, onClose }: EnrolDialogProps) {
  const [verified, setVerified] = useState(false);
  const refreshMe = useRefreshMe();
  const begin = useMutation({ mutationFn: beginSecondFactor });
  function reset() {
    begin.reset();
    setVerified(false);
  }
  async function close() {
    onClose();
    // Only now: the page that asks for it may give way to another.
    if (verified) await refreshMe();
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      closeOnClickOutside={false}
      title="Set up a second factor"
      size="lg"
      onExitTransitionEnd={reset}
    >
      {begin.data === undefined ? (
        <PasswordForm
          lead="You need an authenticator app on your phone, such as Aegis, 2FAS, Google Authenticator or the one of your password manager."
          act="Continue"
          busy={begin.isPending}
          error={begin.error}
          onConfirm={begin.mutate}
          onCancel={close}
        />
      ) : verified ? (
        <BackupCodes codes={begin.data.backupCodes} onDone={close} />
      ) : (
        <FirstCode enrolment={begin.data} onVerified={() => setVerified(true)} onCancel={close} />
      )}
    </Modal>
  );
}

interface FirstCodeProps {
  readonly enrolment: Enrolment;
  readonly onVerified: () => void;
  readonly onCancel: () => void;
}

function FirstCode({ enrolment: { totpURI }, onVerified, onCancel }: FirstCodeProps) {
  const [code, setCode] = useState("");
  const show = useMutation({
    mutationFn: showCode,
    onSuccess: onVerified,
    onError: () => setCode(""),
  });
  const secret = new URL(totpURI).searchParams.get("secret") ?? "";
  return (
    <DialogForm
      act="Turn on"
      busy={show.isPending}
      onAct={() => show.mutate({ kind: "app", code })}
      onLeave={onCancel}
    >
      <Group align="flex-start" gap="lg">
        <QrCode text={totpURI} label="QR code for the authenticator app" />
        <Stack gap="sm" flex="1 1 14rem">
          <Text size="sm" fw={600}>
            1. Scan this with the app
          </Text>
          <Text size="sm" c="dimmed">
            Or type this key in, as time-based:
          </Text>
          <Text size="sm" className={classes.secret}>
            {secret.match(/.{1,4}/g)?.join(" ")}
          </Text>
        </Stack>
      </Group>
      <div>
        <Text size="sm" fw={600} mb="xs">
          2. Enter the six digits that it shows
        </Text>
        <SixDigits
          gap="xs"
          error={show.isError}
          value={code}
          onChange={setCode}
          onComplete={(complete) => show.mutate({ kind: "app", code: complete })}
        />
        {show.isError && (
          <Text size="sm" c="error" mt="xs" role="alert">
            {codeWords(show.error)}
          </Text>
        )}
      </div>
    </DialogForm>
  );
}
