import * as v from 'valibot';
import type { Message } from '../catalogue/message.ts';
import type { Identified, KnownValues } from '../engine/protocol.ts';
import { asOrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import { type Deciding, familyId, gameId, requestId } from '../records/request.ts';
import { answers, type Kept, repeatableOf } from '../store/answers.ts';
import type { Kind, ValueOf } from '../store/kinds.ts';
import type { Plain } from '../store/plain.ts';
import type { Entry, PutOptions, Store } from '../store/store.ts';
import { keepUnderWay, type UnderWay } from './under-way.ts';
import type { UnderWayParts } from './under-way-entry.ts';

/** What is asked for, by the names it goes by. */
export interface Wanted {
  readonly id: string;
  readonly family: string;
  readonly game: string;
  readonly request: Deciding;
  readonly nested: boolean;
  /** How a record says that it was asked for. */
  readonly asked: Pick<Identified, 'requested' | 'background'>;
  /** Only a record that anybody can make again to the bit will do. */
  readonly toTheBit: boolean;
}

export const wantedOf = async (
  { request, nested, requested, background }: Identified,
  toTheBit: boolean,
): Promise<Wanted> => ({
  id: await requestId(request),
  family: await familyId(request),
  game: await gameId(request),
  request,
  nested,
  asked: { requested, background },
  toTheBit,
});

/** Whether a record says that it was asked for so; else it is made anew, which takes no calls. */
export function isAskedAlike({ explainer, background }: Explanation, { asked }: Pick<Wanted, 'asked'>): boolean {
  const same =
    background?.method === asked.background?.method && (background?.seed ?? null) === (asked.background?.seed ?? null);
  return same && explainer.requested === asked.requested;
}

/** A kept record, and whether it answers this very request or one that asked for more. */
export interface Found {
  readonly record: Explanation;
  readonly from: 'kept' | 'reused';
  readonly keptAt: number;
}

export interface Made {
  readonly wanted: Wanted;
  readonly record: Explanation;
  /** Whether a time limit decided how much was done. */
  readonly limited: boolean;
  readonly known: KnownValues | null;
  readonly choices?: ValueOf<'request'>['choices'];
}

/** Where an Oriel looks for what was explained before, and keeps what it explains. */
export interface Shelf {
  /** Whether it keeps anything at all. */
  readonly keeps: boolean;
  /** Whether it is known that nothing can be found: explaining then comes before naming. */
  isEmpty(): Promise<boolean>;
  find(wanted: Wanted): Promise<Found | null>;
  /** The record of a request, by the request's id; also where another explainer was taken. */
  byRequest(id: string): Promise<Found | null>;
  /** A request that was being answered when a page or a process ended, by its id. */
  unfinished(id: string): Promise<ValueOf<'request'> | null>;
  /** Keeps a request while it is answered; null where that is not wanted. */
  underWay(parts: UnderWayParts): UnderWay | null;
  /** Answers of the model that were kept with requests of the same game. */
  known(wanted: Wanted): Promise<readonly KnownValues[]>;
  /** Whether anything of a model is kept. */
  anyOf(model: string): Promise<boolean>;
  /** Nothing is asked of `making` where nothing is kept. */
  keep(making: () => Promise<Made>): Promise<void>;
  /** Keeps a record that was found under another row or file of equal values. */
  keepAlso(record: Explanation, like: Explanation): Promise<void>;
}

/** What jobs of a model need of it. */
export type ModelShelf = Omit<Shelf, 'byRequest' | 'unfinished'>;

/**
 * The request that a record answers: in limited time another explainer may have been chosen than
 * the one that was identified.
 */
export async function answered({ wanted, record: { explainer } }: Made): Promise<Wanted> {
  const { name, options } = explainer;
  if (name === wanted.request.explainer.name) return wanted;
  const request = { ...wanted.request, explainer: { name, options } };
  return wantedOf({ ...wanted.asked, request, nested: false }, false);
}

/** Requests that are noted as having come to another one. */
const MOST_JOBS = 20;

const numbers = v.union([v.instance(Float32Array), v.instance(Float64Array)]);

const KnownSchema: v.GenericSchema<KnownValues> = v.object({
  players: v.number(),
  outputs: v.array(v.number()),
  by: v.picklist(['native', 'wasm', 'cpu']),
  coalitions: v.instance(Uint8Array),
  values: v.instance(Float64Array),
  rows: v.optional(v.object({ data: numbers, values: v.instance(Float64Array) })),
});

/**
 * Looks in all of these places, in their order, and keeps in the first. What a place cannot read or
 * keep is told of, and nothing fails for it: an explanation is worth more than that it is kept.
 */
export function createShelf(places: readonly Store[], tell: (message: Message) => void): Shelf {
  const first = places.at(0);

  async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (thrown) {
      tell(asOrielError(thrown).said);
      return undefined;
    }
  }

  /** A request's entry with its record. */
  async function whole(place: Store, entry: Entry<'request'>): Promise<{ kept: Kept; keptAt: number } | null> {
    const record = await quietly(() => place.get('record', entry.value.record));
    if (!record) return null;
    return { kept: { id: entry.key, request: entry.value, record: record.value }, keptAt: record.kept };
  }

  const requests = async (
    place: Store,
    about: `${'family' | 'input' | 'job'} ${string}`,
  ): Promise<readonly Entry<'request'>[]> => (await quietly(() => place.list('request', { about }))) ?? [];

  async function answering(place: Store, entry: Entry<'request'>, wanted: Wanted): Promise<Found | null> {
    const found = await whole(place, entry);
    const answer = found && answers(found.kept, wanted);
    if (!answer || answer.kind === 'miss' || !isAskedAlike(found.kept.record.record, wanted)) return null;
    const { record } = found.kept.record;
    return { record, from: answer.kind === 'hit' ? 'kept' : 'reused', keptAt: found.keptAt };
  }

  async function find(wanted: Wanted): Promise<Found | null> {
    const { id, family } = wanted;
    for (const place of places) {
      const own = await quietly(() => place.get('request', id));
      const found = own && (await answering(place, own, wanted));
      if (found) return found;
    }
    for (const place of places)
      for (const entry of await requests(place, `family ${family}`)) {
        const found = await answering(place, entry, wanted);
        if (found) return found;
      }
    return null;
  }

  /** Whether an answer to a request that is kept already is the better one. */
  async function better({ id }: Wanted, { record, repeatable }: ValueOf<'record'>): Promise<string | null> {
    const entry = repeatable === 'no' ? await quietly(async () => first?.get('request', id)) : undefined;
    const before = entry && first && (await whole(first, entry))?.kept.record;
    if (!before || (before.repeatable === 'no' && before.record.coalitions <= record.coalitions)) return null;
    return before.record.id;
  }

  /** Requests that came to the one that was answered, this one among them. */
  async function jobsOf(answered: string, wanted: string): Promise<string[]> {
    const before = await quietly(async () => first?.get('request', answered));
    const others = (before?.value.jobs ?? []).filter((job) => job !== wanted);
    return wanted === answered ? others : [...others.slice(1 - MOST_JOBS), wanted];
  }

  async function put<K extends Kind>(kind: K, key: string, value: ValueOf<K>, options?: PutOptions): Promise<void> {
    await quietly(async () => first?.put(kind, key, value, options));
  }

  return {
    keeps: first !== undefined,
    isEmpty: async () => false,
    find,

    async byRequest(id) {
      for (const place of places) {
        const own = await quietly(() => place.get('request', id));
        for (const entry of [...(own ? [own] : []), ...(await requests(place, `job ${id}`))]) {
          const found = await whole(place, entry);
          if (found) return { record: found.kept.record.record, from: 'kept', keptAt: found.keptAt };
        }
      }
      return null;
    },

    async unfinished(id) {
      const entry = await quietly(async () => first?.get('request', id));
      return entry?.value.asked === undefined ? null : entry.value;
    },

    underWay: (parts) =>
      first && first.where !== 'memory'
        ? keepUnderWay({ store: async () => first, isWanted: () => true }, parts)
        : null,

    async known({ request, game }) {
      const known: KnownValues[] = [];
      for (const place of places)
        for (const { value } of await requests(place, `input ${request.input}`)) {
          const state = v.safeParse(KnownSchema, value.state);
          if (state.success && (await gameId(value.request)) === game) known.push(state.output);
        }
      return known;
    },

    async anyOf(model) {
      for (const place of places) {
        const found = await quietly(() => place.list('request', { about: `model ${model}`, limit: 1 }));
        if (found && found.length > 0) return true;
      }
      return false;
    },

    async keep(making) {
      if (!first) return;
      const made = await making();
      const { record, known, choices } = made;
      const actual = await answered(made);
      const value = { record, repeatable: repeatableOf(record, made) };
      await put('record', record.id, value);
      const jobs = await jobsOf(actual.id, made.wanted.id);
      await put('request', actual.id, {
        ...(jobs.length > 0 && { jobs }),
        request: actual.request,
        family: actual.family,
        record: (await better(actual, value)) ?? record.id,
        nested: actual.nested,
        state: known as Plain,
        ...(choices && { choices }),
      });
    },

    async keepAlso(record, like) {
      const found = await quietly(async () => first?.get('record', like.id));
      if (found) await put('record', record.id, { ...found.value, record }, { unless: 'present' });
    },
  };
}
