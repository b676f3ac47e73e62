import type { KnownValues } from '../engine/protocol.ts';
import type { ValueOf } from '../store/kinds.ts';
import type { Plain } from '../store/plain.ts';
import type { Store } from '../store/store.ts';

/** What is kept of it. */
export interface UnderWayParts {
  readonly wanted: Pick<ValueOf<'request'>, 'request' | 'family' | 'nested'> & { readonly id: string };
  /** How it was asked for, to ask for it again. */
  readonly asked: () => Promise<Plain>;
  /** What the model has answered so far. */
  readonly known: () => Promise<KnownValues | null>;
}

/** Writes what is known of a request under way, unless it is wanted no more; whether it did. */
export async function putUnderWay(
  place: Store,
  { wanted, asked: ask, known }: UnderWayParts,
  isWanted: () => boolean,
): Promise<boolean> {
  const { id, family, request, nested } = wanted;
  const asked = await ask();
  const before = (await place.get('request', id))?.value;
  const state = ((await known()) ?? before?.state ?? null) as Plain;
  const record = before?.record ?? '';
  const value: ValueOf<'request'> = { ...before, request, family, nested, state, asked, record };
  return isWanted() && place.put('request', id, value);
}

/** There is nothing to go on with; an answer that was kept before stays. */
export async function endUnderWay(place: Store, id: string): Promise<void> {
  const before = (await place.get('request', id))?.value;
  if (before?.asked === undefined) return;
  const { asked: _asked, ...rest } = before;
  if (rest.record === '') await place.delete('request', id);
  else await place.put('request', id, rest);
}
