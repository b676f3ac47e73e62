import * as v from 'valibot';
import { narrows, readKey } from '../../charts/whole/mark-key.ts';
import type { RowCondition } from '../../library/index.ts';
import { wholeParts } from './place.ts';
import type { WholeModel } from './whole-model.ts';

// Which rows are looked at by themselves, as a text for an address.

/** Marks that were chosen in a picture. */
export interface ChosenMarks {
  /** What the picture showed when they were chosen; see `WholePlace`. */
  readonly part: (typeof wholeParts)[number];
  readonly picture: string | null;
  readonly of: string | null;
  readonly across: string | null;
  /** Null: as the model is used. */
  readonly threshold: number | null;
  /** Keys of marks that stand for more than a row. */
  readonly keys: readonly string[];
  /** Numbers of single rows, rising. */
  readonly rows: readonly number[];
}

/** Rows that are looked at by themselves: those that meet all conditions and are in all marks. */
export interface CohortWish {
  /** What a person calls them; empty: nothing. */
  readonly name: string;
  readonly conditions: readonly RowCondition[];
  readonly chosen: readonly ChosenMarks[];
}

export const NOBODY_ASKED: CohortWish = { name: '', conditions: [], chosen: [] };

const text = v.string();
const orNone = v.optional(v.nullable(text), null);
const number = v.pipe(v.number(), v.finite());

const ConditionSchema = v.object({
  about: v.variant('of', [
    v.object({ of: v.literal('column'), name: text }),
    v.object({ of: v.literal('answer'), name: v.nullable(text) }),
    v.object({ of: v.literal('error') }),
  ]),
  least: v.exactOptional(number),
  most: v.exactOptional(number),
  text: v.exactOptional(text),
  words: v.exactOptional(v.array(text)),
  wrong: v.exactOptional(v.boolean()),
});

const WishSchema = v.object({
  name: v.optional(text, ''),
  where: v.optional(v.array(ConditionSchema), []),
  marks: v.optional(
    v.array(
      v.object({
        ...{ part: v.picklist(wholeParts), picture: orNone, of: orNone, across: orNone },
        threshold: v.optional(v.nullable(number), null),
        keys: v.optional(v.array(text), []),
        rows: v.optional(text, ''),
      }),
    ),
    [],
  ),
});

/** What is looked at, narrowed by marks of a picture that is on show. */
export function narrowed(
  { place, decision }: Pick<WholeModel, 'place' | 'decision'>,
  { picture, keys, name = '' }: { readonly picture: string | null; readonly keys: readonly string[]; name?: string },
): CohortWish {
  const wish = readCohort(place.cohort);
  const rows = new Set<number>();
  const others: string[] = [];
  for (const key of keys.filter(narrows)) {
    const mark = readKey(key);
    if (mark?.kind === 'row') rows.add(mark.row);
    else others.push(key);
  }
  if (rows.size === 0 && others.length === 0) return wish;
  const { part, of, across } = place;
  const { threshold } = decision;
  const one = { part, picture, of, across, threshold, keys: others, rows: [...rows].sort((a, b) => a - b) };
  return { ...wish, name: wish.name || name, chosen: [...wish.chosen, one] };
}

/** Null where nothing narrows the rows. */
export function writeCohort({ name, conditions, chosen }: CohortWish): string | null {
  if (conditions.length === 0 && chosen.length === 0) return null;
  const marks = chosen.map(({ rows, keys, ...place }) => ({
    ...Object.fromEntries(Object.entries(place).filter(([, value]) => value !== null)),
    ...(keys.length > 0 && { keys }),
    ...(rows.length > 0 && { rows: writeRows(rows) }),
  }));
  return JSON.stringify({
    ...(name !== '' && { name }),
    ...(conditions.length > 0 && { where: conditions }),
    ...(marks.length > 0 && { marks }),
  });
}

/** What `writeCohort` wrote; all rows where it is anything else. */
export function readCohort(written: string | null): CohortWish {
  if (written === null) return NOBODY_ASKED;
  try {
    const { name, where, marks } = v.parse(WishSchema, JSON.parse(written));
    return { name, conditions: where, chosen: marks.map((one) => ({ ...one, rows: readRows(one.rows) })) };
  } catch {
    return NOBODY_ASKED;
  }
}

/** Steps from row to row in base 36, equal ones counted: rows 4 to 40 are `4.1*10`. */
function writeRows(rows: readonly number[]): string {
  const runs: { readonly step: string; times: number }[] = [];
  for (const [at, row] of rows.entries()) {
    const step = (row - (rows[at - 1] ?? 0)).toString(36);
    const last = runs.at(-1);
    if (last?.step === step) last.times++;
    else runs.push({ step, times: 1 });
  }
  return runs.map(({ step, times }) => (times === 1 ? step : `${step}*${times.toString(36)}`)).join('.');
}

/** More rows are no person's choice. */
const MOST_ROWS = 10_000_000;

/** Throws where these are none. */
function readRows(written: string): number[] {
  const rows: number[] = [];
  for (const run of written === '' ? [] : written.split('.')) {
    const [step, times = '1'] = run.split('*');
    const [by, count] = [Number.parseInt(step, 36), Number.parseInt(times, 36)];
    if (!/^[0-9a-z]+(\*[0-9a-z]+)?$/.test(run) || rows.length + count > MOST_ROWS) throw new RangeError(run);
    for (let i = 0; i < count; i++) rows.push((rows.at(-1) ?? 0) + by);
  }
  return rows;
}
