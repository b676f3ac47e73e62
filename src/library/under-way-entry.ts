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

/** When a request's job began, in milliseconds since 1970, and whether it is wanted by now. */
interface Writing {
  readonly since: number;
  readonly wanted: () => boolean;
}

/**
 * Writes what is known of a request under way, unless it is wanted no more, or was answered since
 * by another page; whether it did.
 */
export async function putUnderWay(
  place: Store,
  { wanted: { id, family, request, nested }, asked: ask, known }: UnderWayParts,
  { since, wanted }: Writing,
): Promise<boolean> {
  const asked = await ask();
  const values = await known();
  const entry = await place.get('request', id);
  if (entry && entry.value.asked === undefined && entry.kept > since) return false;
  const before = entry?.value;
  const state = (values ?? before?.state ?? null) as Plain;
  const record = before?.record ?? '';
  const value: ValueOf<'request'> = { ...before, request, family, nested, state, asked, record };
  return wanted() && place.put('request', id, value);
}

/** There is nothing to go on with; an answer that was kept before stays. */
export async function endUnderWay(place: Store, id: string): Promise<void> {
  const before = (await place.get('request', id))?.value;
  if (before?.asked === undefined) return;
  const { asked: _asked, ...rest } = before;
  if (rest.record === '') await place.delete('request', id);
  else await place.put('request', id, rest);
}
