import { createBucket, type Rate } from './bucket.ts';
import { isPlainAndSmall, type Size } from './plain-data.ts';
import type { Problem } from './protocol.ts';

/** What became of data that arrived. */
export type Admitted<Message> =
  | { readonly message: Message }
  | { readonly problem: Problem; readonly id: number; readonly what: string }
  /** Too many came, and that was said within the last second. */
  | { readonly problem: null };

/** Plain data as a message; what is wrong with it where it is none. */
export type Reader<Message> = (data: unknown) => { readonly message: Message } | { readonly what: string };

export interface Gate<Message> {
  admit(data: unknown): Admitted<Message>;
}

export interface GateOptions<Message> {
  readonly read: Reader<Message>;
  readonly limits: Size & Rate;
  /** Milliseconds. */
  readonly now: () => number;
  /** The port that data may hold, where it may; none by default. */
  readonly portIn?: (data: unknown) => MessagePort | null;
}

/**
 * Lets through messages that can be read, that are small enough, and not too many. What is refused
 * costs little, above all where there is much of it.
 */
export function createGate<Message>({ read, limits, now, portIn }: GateOptions<Message>): Gate<Message> {
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
      if (!isPlainAndSmall(data, limits, portIn?.(data))) return { problem: 'size', id: idOf(data), what: '' };
      const result = read(data);
      return 'message' in result ? result : { problem: 'schema', id: idOf(data), what: result.what };
    },
  };
}

/** The request that a message seems to belong to; 0 where that cannot be said. */
function idOf(data: unknown): number {
  const id = typeof data === 'object' && data !== null && Object.hasOwn(data, 'id') ? (data as { id: unknown }).id : 0;
  return Number.isSafeInteger(id) && (id as number) > 0 ? (id as number) : 0;
}
