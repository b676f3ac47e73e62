import type { MessageValues } from '../../../src/catalogue/message.ts';
import { OrielError } from '../../../src/errors.ts';

/**
 * Code and details of the error that `run` throws; fails when it throws none, or one that is not
 * typed.
 */
export function errorOf(run: () => unknown): { code: string; details: MessageValues; message: string } {
  try {
    run();
  } catch (error) {
    if (!(error instanceof OrielError)) throw error;
    return { code: error.code, details: error.details, message: error.message };
  }
  throw new Error('nothing was thrown');
}
