import { Refusal } from './refusal.ts';

/** A body that is held. */
export interface Held {
  /** Throws Refusal where there is no room for so many bytes more. */
  check(bytes: number): void;
  /** Counts so many bytes more. Throws Refusal where there is no room for them. */
  add(bytes: number): void;
  /** It is held until this has ended, too. */
  until(over: Promise<unknown>): void;
  /** It is not needed any more, but for what it is held until. */
  release(): void;
}

/** How much of all requests is held at a time: they wait, and each may be large. */
export interface BodyRoom {
  hold(): Held;
  /** Bytes that are held. */
  readonly held: number;
}

export function createBodyRoom(most: number): BodyRoom {
  let held = 0;
  const check = (bytes: number): void => {
    if (held + bytes > most) throw new Refusal('busy', {}, { 'Retry-After': RETRY_SECONDS });
  };
  return {
    hold() {
      let own = 0;
      const ends: Promise<unknown>[] = [];
      return {
        check,
        add(bytes) {
          check(bytes);
          held += bytes;
          own += bytes;
        },
        until: (over) => void ends.push(over),
        release() {
          const bytes = own;
          own = 0;
          const free = (): void => {
            held -= bytes;
          };
          if (ends.length === 0) free();
          else void Promise.allSettled(ends).then(free);
        },
      };
    },
    get held() {
      return held;
    },
  };
}

/** Bodies are sent and answered within seconds. */
const RETRY_SECONDS = '1';
