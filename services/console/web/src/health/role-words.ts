/** What the roles of an installation do, in a word. */

const labels: Readonly<Record<string, string>> = {
  ingress: "Ingress (takes updates and requests in)",
  dispatcher: "Dispatcher (stores updates, delivers events)",
  sender: "Sender (sends messages)",
  registrar: "Registrar (keeps webhooks)",
  keeper: "Keeper (timers, the audit seal)",
  console: "Console (this)",
  sandbox: "Sandbox (Telegram to try out)",
};

export function roleLabel(role: string): string {
  return labels[role] ?? role;
}
