import { type MarkMeaning, readKey } from '../../charts/whole/mark-key.ts';
import type { Inspection, Study } from '../../library/index.ts';
import type { ErrorPart } from '../../records/inspection.ts';
import type { Group } from '../../whole-model/groups.ts';
import { leadersOf } from '../../whole-model/importance.ts';
import { type JudgedRows, placesOf, worstFirst } from './judged-rows.ts';
import { WORST } from './place.ts';

/** What a mark's rows are looked for in. */
export interface MarkedRows {
  readonly study: Pick<Study, 'columns'>;
  readonly inspection: Pick<Inspection, 'curves' | 'errors'>;
  readonly judged: JudgedRows;
  /** The groups that are compared. */
  readonly groups: readonly Group[] | null;
  /** Places that are looked at, rising. */
  readonly places: Int32Array;
}

/** A mark by its key: what it stands for, or the rows that a model gets most wrong. */
export type Marked = MarkMeaning | typeof WORST;

export const readMark = (key: string): Marked | null => (key === WORST ? WORST : readKey(key));

/**
 * Places of a mark's rows. Where it stands for a column, those in which that counts for most come
 * first, else those that the model gets most wrong. Null where it stands for none.
 */
export function rowsOfMark(mark: Marked, marked: MarkedRows): Int32Array | null {
  const { judged, places, groups } = marked;
  const worst = (keep: (place: number) => boolean): Int32Array => worstFirst(places.filter(keep), judged);
  if (mark === WORST) return worst((place) => !Number.isNaN(judged.errors[place]));
  switch (mark.kind) {
    case 'threshold':
      return worst((place) => judged.scores[place] >= mark.threshold);
    case 'scores':
      return worst(within(judged.scores, mark));
    case 'answers':
      return worst((place) => judged.scores[place] >= mark.from && judged.scores[place] <= mark.to);
    case 'confusion':
      return worst((place) => judged.all.truth[place] === mark.truth && judged.decided?.[place] === mark.answer);
    case 'top':
      return places
        .toSorted((a, b) => judged.scores[b] - judged.scores[a] || a - b)
        .slice(0, Math.round(mark.share * places.length));
    case 'column':
      return byAttribution(marked, [mark.column]);
    case 'pair':
      return byAttribution(marked, mark.columns);
    case 'leader':
      return ledBy(marked, mark.column);
    case 'group':
    case 'carrier': {
      const own = new Set(groups?.[mark.group]?.rows ?? []);
      return worst((place) => own.has(place));
    }
    case 'grid': {
      const keep = nearGrid(marked, mark.column, mark.at);
      return keep && worst(keep);
    }
    case 'cell': {
      const values = mark.columns.map((column) => valuesOf(marked, column));
      const [from, to] = [mark.from, mark.to];
      return worst((place) =>
        values.every((value, of) => value !== null && value(place) >= from[of] && value(place) <= to[of]),
      );
    }
    case 'part': {
      const keep = inPart(marked, mark.path);
      return keep && worst(keep);
    }
    case 'row':
      return placesOf(judged).filter((place) => judged.all.rows[place] === mark.row);
  }
}

/** Above `from`, or at it where it is the least; up to `to`. */
function within(scores: Float64Array, { from, to }: { readonly from: number; readonly to: number }) {
  const least = scores.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return (place: number): boolean => {
    const score = scores[place];
    return score <= to && (score > from || (score === from && from <= least));
  };
}

/** Explained rows that are looked at, with their places among the explained ones. */
function explainedOf({ judged, places }: MarkedRows): readonly (readonly [place: number, row: number])[] {
  const own = new Set(places);
  return Array.from(judged.all.explained?.places ?? [], (place, row) => [place, row] as const).filter(([place]) =>
    own.has(place),
  );
}

function byAttribution(marked: MarkedRows, columns: readonly string[]): Int32Array {
  const { players = [], values = new Float64Array() } = marked.judged.all.explained ?? {};
  const at = columns.map((column) => players.indexOf(column)).filter((player) => player >= 0);
  const size = (row: number): number =>
    at.reduce((sum, player) => sum + Math.abs(values[row * players.length + player]), 0);
  const sorted = explainedOf(marked).toSorted((a, b) => size(b[1]) - size(a[1]) || a[0] - b[0]);
  return Int32Array.from(sorted, ([place]) => place);
}

function ledBy(marked: MarkedRows, column: string): Int32Array {
  const { explained } = marked.judged.all;
  if (!explained) return new Int32Array();
  const { players, values, errors, places } = explained;
  const leaders = leadersOf({ rows: places.length, players, values, errors });
  const own = explainedOf(marked).filter(([, row]) => leaders[row] >= 0 && players[leaders[row]] === column);
  return worstFirst(
    Int32Array.from(own, ([place]) => place),
    marked.judged,
  );
}

/** A column's values by place; null where the model is not given it. */
function valuesOf({ study, judged }: MarkedRows, column: string): ((place: number) => number) | null {
  const at = study.columns.findIndex(({ name }) => name === column);
  const width = study.columns.length;
  return at < 0 ? null : (place) => judged.all.values[place * width + at];
}

/** Rows whose value is nearest to a place of a curve's grid. */
function nearGrid(marked: MarkedRows, column: string, at: number): ((place: number) => boolean) | null {
  const curve = marked.inspection.curves?.find((one) => one.column === column);
  const value = valuesOf(marked, column);
  if (!curve || !value || at >= curve.grid.length) return null;
  const distance = (place: number, to: number): number => Math.abs(value(place) - curve.grid[to]);
  if (curve.levels) return (place) => value(place) === curve.grid[at];
  return (place) => curve.grid.every((_, other) => other === at || distance(place, at) <= distance(place, other));
}

/** The part of the error tree that a path of parts leads to, with those above it. */
export function partsOn(errors: ErrorPart | null, path: readonly number[]): readonly ErrorPart[] | null {
  const found: ErrorPart[] = [];
  let part = errors;
  for (const at of path) {
    part = part?.parts[at] ?? null;
    if (!part) return null;
    found.push(part);
  }
  return errors && found;
}

function inPart(marked: MarkedRows, path: readonly number[]): ((place: number) => boolean) | null {
  const parts = partsOn(marked.inspection.errors, path);
  const conditions = parts?.map(({ condition }) => condition && meets(marked, condition));
  return conditions ? (place) => conditions.every((condition) => condition?.(place) ?? true) : null;
}

function meets(marked: MarkedRows, condition: NonNullable<ErrorPart['condition']>): (place: number) => boolean {
  const value = valuesOf(marked, condition.column);
  if (!value) return () => false;
  const levels = marked.study.columns.find(({ name }) => name === condition.column)?.levels ?? [];
  const isLevel = (place: number, level: string): boolean => levels[value(place)] === level;
  // Rows without a value are with the small ones.
  if ('most' in condition) return (place) => !(value(place) > condition.most);
  if ('above' in condition) return (place) => value(place) > condition.above;
  if ('missing' in condition) return (place) => Number.isNaN(value(place)) === condition.missing;
  if ('level' in condition) return (place) => isLevel(place, condition.level);
  return (place) => !isLevel(place, condition.not);
}
