import type { Message } from '../catalogue/message.ts';

/** What is wrong, and where. */
export interface Finding {
  readonly file: string;
  /** From 1; null where it is not of one line. */
  readonly line: number | null;
  readonly text: Message;
}
