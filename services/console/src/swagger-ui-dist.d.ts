/** The package has no types of its own. */
declare module "swagger-ui-dist/absolute-path.js" {
  /** The folder that its files lie in. */
  export default function folderOfViewer(): string;
}
