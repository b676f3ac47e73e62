import type { MessageValue } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';

/** Why an evaluator failed, to stand within a sentence: what the runtime said, where it did. */
export function reasonOf(error: unknown): MessageValue {
  if (!(error instanceof OrielError)) return foreign(error);
  return error.details.text ?? error.said;
}
