/** A part as the schedule knows it. */
export interface Part {
  readonly id: string;
  readonly workspaceId: string;
  readonly messageId: string;
  readonly chatId: string;
  /** Its place in the line. */
  readonly seq: number;
  /** 0 interactive, 1 bulk. */
  readonly priority: number;
  /** Goes through the lane of messages that cost Stars. */
  readonly paid: boolean;
  /** Not before this moment of the schedule's clock. */
  readonly notBefore: number;
}
