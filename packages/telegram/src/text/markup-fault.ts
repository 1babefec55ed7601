/** A fault in markup, thrown within a reader and caught at its door. */

export class MarkupFault extends Error {
  override readonly name = "MarkupFault";

  /** `at` counts UTF-16 units of the source from 0, as entities count. */
  constructor(message: string, at: number, hint = "") {
    super(`${message} at character ${at}.${hint && ` ${hint}`}`);
  }
}
