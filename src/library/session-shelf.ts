import type { KnownValues } from '../engine/protocol.ts';
import { MEGABYTE, SESSION_MEGABYTES } from '../limits.ts';
import type { Explanation } from '../records/record.ts';
import { answers, type Repeatable, repeatableOf } from '../store/answers.ts';
import type { ValueOf } from '../store/kinds.ts';
import type { Plain } from '../store/plain.ts';
import { answered, type Found, isAskedAlike, type Made, type Wanted } from './shelf.ts';

/** What was explained since a page was opened, as far as there is room. */
export interface SessionShelf {
  readonly isEmpty: boolean;
  find(wanted: Wanted): Found | null;
  known(wanted: Wanted): readonly KnownValues[];
  anyOf(model: string): boolean;
  keep(made: Made): Promise<void>;
  keepAlso(record: Explanation, like: Explanation): void;
  /** Requests that a record answers, by their ids, as a store keeps them. */
  requestsOf(record: string): readonly (readonly [id: string, value: ValueOf<'request'>])[];
}

interface Held {
  readonly wanted: Wanted;
  readonly record: Explanation;
  readonly repeatable: Repeatable;
  readonly choices: Made['choices'];
  readonly keptAt: number;
  readonly bytes: number;
}

/** Answers of the model by game: those of the latest explanation hold those of all before. */
interface Game {
  readonly known: KnownValues;
  readonly bytes: number;
}

/**
 * Holds records as they are: nothing is copied or checked, so that a page's thread need not wait.
 */
export function createSessionShelf(room = SESSION_MEGABYTES * MEGABYTE): SessionShelf {
  /** By request and record, those used last at the end. */
  const held = new Map<string, Held>();
  const games = new Map<string, Game>();

  const keyOf = ({ wanted, record }: Pick<Held, 'wanted' | 'record'>): string => `${wanted.id} ${record.id}`;

  function use<T>(map: Map<string, T>, key: string, value: T): void {
    map.delete(key);
    map.set(key, value);
  }

  const requestOf = ({ wanted, record, choices }: Held): ValueOf<'request'> => ({
    request: wanted.request,
    family: wanted.family,
    record: record.id,
    nested: wanted.nested,
    state: (games.get(wanted.game)?.known ?? null) as Plain,
    ...(choices && { choices }),
  });

  /** Answers of the model go first: they only save calls. */
  function makeRoom(): void {
    let taken = [...held.values(), ...games.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const map of [games, held])
      for (const [key, { bytes }] of map) {
        if (taken <= room) return;
        map.delete(key);
        taken -= bytes;
      }
  }

  return {
    get isEmpty() {
      return held.size === 0;
    },

    find(wanted) {
      const all = [...held].reverse();
      for (const [kind, from] of [
        ['hit', 'kept'],
        ['reuse', 'reused'],
      ] as const)
        for (const [key, one] of all) {
          const { record, repeatable, keptAt } = one;
          const kept = { id: one.wanted.id, request: requestOf(one), record: { record, repeatable } };
          if (answers(kept, wanted).kind !== kind || !isAskedAlike(record, wanted)) continue;
          use(held, key, one);
          return { record, from, keptAt };
        }
      return null;
    },

    known({ game }) {
      const one = games.get(game);
      if (!one) return [];
      use(games, game, one);
      return [one.known];
    },

    anyOf: (model) => [...held.values()].some(({ wanted }) => wanted.request.model === model),

    async keep(made) {
      const { record, known, choices } = made;
      const wanted = await answered(made);
      const repeatable = repeatableOf(record, made);
      const bytes = JSON.stringify(record).length;
      const one: Held = { wanted, record, repeatable, choices, keptAt: Date.now(), bytes };
      if (known) use(games, wanted.game, { known, bytes: bytesOf(known) });
      const before = [...held].filter(([, each]) => each.wanted.id === wanted.id);
      // What was cut short stands for a request only until there is something better.
      if (repeatable !== 'no' || before.every(([, each]) => isWorse(each, one))) {
        for (const [key] of before) held.delete(key);
        held.set(keyOf(one), one);
      }
      makeRoom();
    },

    keepAlso(record, like) {
      const before = [...held.values()].find((one) => one.record.id === like.id);
      if (before) held.set(keyOf({ ...before, record }), { ...before, record });
      makeRoom();
    },

    requestsOf: (record) =>
      [...held.values()]
        .filter((one) => one.record.id === record)
        .map((one) => [one.wanted.id, requestOf(one)] as const),
  };
}

const isWorse = (before: Held, after: Held): boolean =>
  before.repeatable === 'no' && before.record.coalitions <= after.record.coalitions;

const bytesOf = ({ coalitions, values, rows }: KnownValues): number =>
  coalitions.byteLength + values.byteLength + (rows ? rows.data.byteLength + rows.values.byteLength : 0);
