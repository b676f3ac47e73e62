import * as v from 'valibot';
import { issueText } from '../data/issue-text.ts';
import { createBucket, type Rate } from './bucket.ts';
import { isPlainAndSmall, type Size } from './plain-data.ts';
import type { Problem } from './protocol.ts';

/** The longest text about what is wrong with a message: schemas quote what they were given. */
const WORDS = 300;

/** What became of data that arrived. */
export type Admitted<Message> =
  | { readonly message: Message }
  | { readonly problem: Problem; readonly id: number; readonly what: string }
  /** Too many came, and that was said within the last second. */
  | { readonly problem: null };

export interface Gate<Message> {
  admit(data: unknown): Admitted<Message>;
}

/**
 * Lets through messages that a schema knows, that are small enough, and not too many. What is
 * refused costs little, above all where there is much of it. `now` gives milliseconds.
 */
export function createGate<Schema extends v.GenericSchema>(
  schema: Schema,
  limits: Size & Rate,
  now: () => number,
): Gate<v.InferOutput<Schema>> {
  const fits = createBucket(limits, now);
  let said = Number.NEGATIVE_INFINITY;
  return {
    admit(data) {
      if (!fits()) {
        const at = now();
        if (at - said < 1000) return { problem: null };
        said = at;
        return { problem: 'rate', id: 0, what: String(limits.aSecond) };
      }
      if (!isPlainAndSmall(data, limits)) return { problem: 'size', id: idOf(data), what: '' };
      const result = v.safeParse(schema, data, { abortEarly: true });
      if (result.success) return { message: result.output };
      const what = issueText(result.issues, 'message');
      return { problem: 'schema', id: idOf(data), what: what.length > WORDS ? `${what.slice(0, WORDS)}…` : what };
    },
  };
}

/** The request that a message seems to belong to; 0 where that cannot be said. */
function idOf(data: unknown): number {
  const id = typeof data === 'object' && data !== null && Object.hasOwn(data, 'id') ? (data as { id: unknown }).id : 0;
  return Number.isSafeInteger(id) && (id as number) > 0 ? (id as number) : 0;
}
