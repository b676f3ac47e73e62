import { loaded } from '../errors.ts';
import { UNDER_WAY_SECONDS } from '../limits.ts';
import type { Store } from '../store/store.ts';
import type { UnderWayParts } from './under-way-entry.ts';

/** A request that is being answered, kept so that it can be gone on with where its page ends. */
export interface UnderWay {
  /** Writes nothing of it any more; whether it can be gone on with. */
  stop(): Promise<boolean>;
  /** It has ended: there is nothing to go on with. */
  over(): Promise<void>;
}

/** Where it is kept. */
export interface UnderWayPlace {
  /** null as long as there is none. */
  readonly store: () => Promise<Store | null>;
  /** Whether it is still to be kept there; asked again right before it is written. */
  readonly isWanted: () => boolean;
}

const entries = () => loaded(import('./under-way-entry.ts'));

/**
 * Keeps a request while it is answered: what is over soon is never written, else what the model has
 * answered by then is, now and then. What cannot be kept is merely not found again.
 */
export function keepUnderWay({ store, isWanted }: UnderWayPlace, parts: UnderWayParts): UnderWay {
  const { id } = parts.wanted;
  const since = Date.now();
  let [stopped, isKept] = [false, false];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();

  const placeOf = async (): Promise<Store | null> => (isWanted() ? store() : null);

  async function write(): Promise<void> {
    const place = await placeOf();
    const { putUnderWay } = await entries();
    const wanted = (): boolean => !stopped && isWanted();
    if (place && (await putUnderWay(place, parts, { since, wanted }))) isKept = true;
  }

  function later(seconds: number): void {
    timer = setTimeout(() => {
      writing = write().catch(() => {});
      void writing.then(() => stopped || later(UNDER_WAY_SECONDS.between));
    }, 1000 * seconds);
  }
  later(UNDER_WAY_SECONDS.first);

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await writing;
      return isKept;
    },
    async over() {
      const place = await placeOf();
      // It may have been under way before.
      const isThere = (await place?.get('request', id))?.value.asked !== undefined;
      if (place && isThere) await (await entries()).endUnderWay(place, id);
    },
  };
}
