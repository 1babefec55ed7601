/** Signs a person in with e-mail and password, with a code where they want one, and goes back to where they were. */
import { Alert, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { signIn } from "../api/auth.ts";
import { Wordmark } from "../shell/wordmark.tsx";
import { CodeForm } from "./code-form.tsx";
import { returnPath } from "./return-path.ts";
import classes from "./sign-in-page.module.css";
import { signInWords } from "./sign-in-words.ts";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  useDocumentTitle("Sign in · LumenFlow");
  const { to } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [awaitsCode, setAwaitsCode] = useState(false);
  function enter() {
    // Nothing that another person saw may stay.
    queryClient.clear();
    router.history.replace(returnPath(to));
  }
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: ({ twoFactorRedirect = false }) =>
      twoFactorRedirect ? setAwaitsCode(true) : enter(),
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    attempt.mutate({
      email: String(form.get("email")).trim(),
      password: String(form.get("password")),
    });
  }

  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Wordmark size="lg" />
        <Paper withBorder p={{ base: "lg", xs: "xl" }} className={classes.card}>
          {awaitsCode ? (
            <CodeForm onDone={enter} onBack={() => setAwaitsCode(false)} />
          ) : (
            <form onSubmit={submit}>
              <Stack gap="md">
                <Title order={1} size="h2">
                  Sign in
                </Title>
                {attempt.isError && (
                  <Alert role="alert" color="red" icon={<IconAlertTriangle />}>
                    {signInWords(attempt.error)}
                  </Alert>
                )}
                <TextInput
                  label="E-mail"
                  name="email"
                  type="email"
                  autoComplete="username"
                  required
                  withAsterisk={false}
                  size="md"
                  autoFocus
                />
                <PasswordInput
                  label="Password"
                  name="password"
                  autoComplete="current-password"
                  required
                  withAsterisk={false}
                  size="md"
                  visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
                />
                <Button type="submit" size="md" mt="xs" loading={attempt.isPending}>
                  Sign in
                </Button>
              </Stack>
            </form>
          )}
        </Paper>
        {!awaitsCode && (
          <Text size="sm" c="dimmed" ta="center">
            The first sign-in was printed once in the terminal, when LumenFlow first started.
          </Text>
        )}
      </div>
    </main>
  );
}
