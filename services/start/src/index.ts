/** The public face of start: everything in one process. */
export { createInstallation, type InstallationOptions } from "./installation.ts";
