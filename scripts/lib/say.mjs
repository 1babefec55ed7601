/** Talks to the person at the terminal. */

/** One line about what is being prepared; on standard error, so that output can be piped. */
export function say(text) {
  process.stderr.write(`lumenflow: ${text}\n`);
}

export function fail(text) {
  process.stderr.write(`lumenflow: ${text}\n`);
  process.exit(1);
}
