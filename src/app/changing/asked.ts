import type { CounterfactualOptions, PartsOptions, Study } from '../../library/index.ts';
import type { Settings } from '../settings.ts';
import type { ChangeWishes, ColumnWish } from './changing-state.ts';

/** What a person's wishes ask of the library. */
export function optionsFor(wishes: ChangeWishes, { seed, backend }: Settings): CounterfactualOptions {
  const columns = Object.entries(wishes.columns);
  const names = (test: (wish: ColumnWish) => boolean) => columns.filter(([, wish]) => test(wish)).map(([name]) => name);
  const of = <Value>(read: (wish: ColumnWish) => Value | undefined): Record<string, Value> =>
    Object.fromEntries(
      columns.flatMap(([name, wish]): [string, Value][] => {
        const value = read(wish);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const ranges = of(({ least, most }): readonly [number | null, number | null] | undefined =>
    least === undefined && most === undefined ? undefined : [least ?? null, most ?? null],
  );
  return {
    fixed: names(({ may }) => may === 'nothing'),
    // Whoever says how a column may change wants it free, whatever the card says.
    free: names(({ may }) => may !== undefined && may !== 'nothing'),
    onlyUp: names(({ may }) => may === 'up'),
    onlyDown: names(({ may }) => may === 'down'),
    ranges,
    steps: of(({ step }) => step),
    levels: of(({ levels }) => levels),
    costs: of(({ cost }) => cost),
    together: togetherIn(wishes),
    missing: wishes.missing,
    plausible: wishes.plausible,
    ...(wishes.changed !== null && { changed: wishes.changed }),
    ...(wishes.to && { to: wishes.to }),
    seed,
    backend,
    priority: 'batch',
  };
}

/**
 * Time for a text or a picture, whose models are slow: a person sees how far it is and can stop it.
 */
const PARTS_MILLISECONDS = 60_000;

/** The same of a text or a picture, whose parts are those that its explanation has. */
export function partsOptionsFor(
  { swap, to }: ChangeWishes,
  { card }: Pick<Study, 'card'>,
  { seed, backend, segments, fill }: Settings,
): PartsOptions {
  return {
    ...(card.input.kind === 'image' ? { image: { segments, fill } } : { swap }),
    ...(to && { to }),
    milliseconds: PARTS_MILLISECONDS,
    seed,
    backend,
    priority: 'batch',
  };
}

/** Columns that move together, from each with its partner. */
function togetherIn({ columns }: ChangeWishes): string[][] {
  let groups: string[][] = [];
  for (const [name, { with: partner }] of Object.entries(columns)) {
    if (partner === undefined || partner === name) continue;
    const touching = groups.filter((group) => group.includes(name) || group.includes(partner));
    const joined = [...new Set([...touching.flat(), name, partner])];
    groups = [...groups.filter((group) => !touching.includes(group)), joined];
  }
  return groups;
}

/** How many things a person limits. */
export function countOf({ columns, changed, plausible, missing, swap, to }: ChangeWishes): number {
  const flags = [changed !== null, plausible, missing, swap, to !== null].filter(Boolean).length;
  const fields = Object.values(columns).flatMap((wish) => Object.values(wish).filter((value) => value !== undefined));
  return flags + fields.length;
}
