/** Asks for the code of the authenticator app, or for one of those for a lost one. */
import { Alert, Anchor, Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Code, showCode } from "../api/auth.ts";
import { SixDigits } from "../ui/six-digits.tsx";
import { codeWords } from "./sign-in-words.ts";

interface CodeFormProps {
  readonly onDone: () => void;
  readonly onBack: () => void;
}

export function CodeForm({ onDone, onBack }: CodeFormProps) {
  const [kind, setKind] = useState<Code["kind"]>("app");
  const [code, setCode] = useState("");
  const attempt = useMutation({
    mutationFn: showCode,
    onSuccess: onDone,
    onError: () => setCode(""),
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    attempt.mutate({ kind, code });
  }
  function other() {
    setKind(kind === "app" ? "backup" : "app");
    setCode("");
    attempt.reset();
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Title order={1} size="h2">
          {kind === "app" ? "Enter the code" : "Enter a backup code"}
        </Title>
        <Text size="sm" c="dimmed">
          {kind === "app"
            ? "Your authenticator app shows six digits for LumenFlow."
            : "One of the codes that you kept when you set up your second factor. Each works once."}
        </Text>
        {attempt.isError && (
          <Alert role="alert" color="red" icon={<IconAlertTriangle />}>
            {codeWords(attempt.error)}
          </Alert>
        )}
        {kind === "app" ? (
          <SixDigits
            autoFocus
            size="md"
            gap={6}
            value={code}
            onChange={setCode}
            onComplete={(complete) => attempt.mutate({ kind, code: complete })}
          />
        ) : (
          <TextInput
            label="Backup code"
            value={code}
            onChange={({ currentTarget }) => setCode(currentTarget.value.trim())}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            size="md"
            required
            withAsterisk={false}
            autoFocus
          />
        )}
        <Button type="submit" size="md" loading={attempt.isPending}>
          Sign in
        </Button>
        <Stack gap={6}>
          <Anchor component="button" type="button" size="sm" ta="start" onClick={other}>
            {kind === "app" ? "I do not have the app at hand" : "Use the authenticator app"}
          </Anchor>
          <Anchor component="button" type="button" size="sm" ta="start" onClick={onBack}>
            Sign in as somebody else
          </Anchor>
        </Stack>
      </Stack>
    </form>
  );
}
