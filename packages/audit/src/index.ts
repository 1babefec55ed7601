/** The public face of audit: proves a trail as the database has it, exports it, and proves what was exported. */
export { type ExportRange, type ExportSource, exportTrail } from "./export-trail.ts";
export { type FileProof, proveFile } from "./prove-file.ts";
export { proveTrail, type TrailSource } from "./prove-trail.ts";
export { type FileRecord, NotAnExport } from "./record.ts";
export { type FileFormat, fileFormats, writeFile } from "./write-file.ts";
