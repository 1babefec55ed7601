/** Hands the page's nonce to everything that writes styles while it runs. */
import { setNonce } from "get-nonce";

/** The server writes it into the page; browsers show it to scripts, not as an attribute. */
export function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce ?? "";
}

/** For react-remove-scroll, which locks the page behind dialogs. */
export function shareNonce(): void {
  setNonce(styleNonce());
}
