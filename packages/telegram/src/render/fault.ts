/** What is wrong with a request, with the path of the field that is. */

export interface Fault {
  readonly path: string;
  readonly message: string;
}
