/** The public face of the console: the management API and the pages for people. */
export { type ConsoleDeps, createConsole } from "./console.ts";
