import type { Finding } from '../bundle/finding.ts';
import { type Message, message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** What was found out: lines to be said, and what is wrong. */
export interface Verified {
  readonly said: readonly Message[];
  readonly findings: readonly Finding[];
}

/** What verifying is done with. */
export interface Tools {
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
}

/** That there is nothing in a file, or folder, that could be verified. */
export const nothingOf = (file: string): OrielError =>
  new OrielError('record-invalid', { text: message('cli.verify.what', { file }) });
