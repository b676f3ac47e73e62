import { type OneHot, oneHotColumns } from '../data/tables/one-hot.ts';
import type { Cell, RowsQuery, Study } from '../engine/protocol.ts';
import { NEAREST_ROWS } from '../records/reasons.ts';
import type { GivenFile } from './given-files.ts';
import type { ModelTable } from './model-table.ts';

/** Rows that a decision is compared with. */
export type Reference = 'all' | 'approved';

/** Most rows of `all`, and those that are looked at for `approved` at a time. */
const MOST_ROWS = 1000;
const AT_A_TIME = 500;

/** A model with its table. */
export interface TableModel extends Pick<ModelTable, 'row' | 'rows' | 'answerRows'> {
  readonly facts: Study;
}

/** On which side of a decision a row is. */
export interface Side {
  readonly output: number;
  /** Whether more of the output speaks for the decision. */
  readonly raising: boolean;
  /** null: the largest of several outputs decides. */
  readonly threshold: number | null;
}

export interface ReferenceRows {
  readonly count: number;
  /** Of `approved`: the output's answer of the row that is farthest from the decision. */
  readonly farthest: number | null;
  /** The rows, as a table to compare with. */
  readonly file: GivenFile;
  /** Groups of columns of which one stands for a level, by name, without those that are grouped. */
  oneHot(grouped: Readonly<Record<string, readonly string[]>>): Record<string, string[]>;
  /** What is usual of columns: their medians and commonest levels, of one-hot ones together. */
  typical(columns: readonly string[]): readonly Cell[];
  /** The share of the rows that have these cells of columns. */
  shareOf(columns: readonly string[], cells: readonly Cell[]): number;
}

const opened = new WeakMap<TableModel, Map<string, Promise<ReferenceRows>>>();

/** The rows of a model's table that a reference stands for; found once. */
export function openReference(model: TableModel, kind: Reference, side: Side): Promise<ReferenceRows> {
  const known = opened.get(model) ?? new Map<string, Promise<ReferenceRows>>();
  opened.set(model, known);
  const key = kind === 'all' ? kind : JSON.stringify([kind, side]);
  const opening = known.get(key) ?? open(model, kind, side);
  known.set(key, opening);
  // What could not be found may be there the next time.
  opening.catch(() => known.delete(key));
  return opening;
}

async function open(model: TableModel, kind: Reference, side: Side): Promise<ReferenceRows> {
  const names = model.facts.columns.map(({ name }) => name);
  const spaced = await cellsOf(model, evenly(model.facts.rows, MOST_ROWS));
  const found = kind === 'all' ? null : await beyond(model, side);
  const rows = found ? await cellsOf(model, found.rows) : spaced;
  const groups = oneHotIn(names, spaced);
  const lines = [names, ...rows].map((cells) => cells.map(quoted).join(','));
  return {
    count: rows.length,
    farthest: found?.farthest ?? null,
    file: { name: `${kind}.csv`, data: new TextEncoder().encode(`${lines.join('\r\n')}\r\n`) },
    oneHot(grouped) {
      const taken = new Set(Object.values(grouped).flat());
      return Object.fromEntries(
        groups
          .map(({ columns, stem }) => ({ columns: columns.map((at) => names[at]), stem }))
          .filter(({ columns }) => !columns.some((column) => taken.has(column)))
          .map(({ columns, stem }) => [nameOf(stem, [...names, ...Object.keys(grouped)]), columns]),
      );
    },
    shareOf(columns, own) {
      const places = columns.map((column) => names.indexOf(column));
      return rows.filter((cells) => places.every((at, to) => cells[at] === own[to])).length / rows.length;
    },
    typical(columns) {
      const places = columns.map((column) => names.indexOf(column));
      const together = groups.some((group) => places.every((at) => group.columns.includes(at)));
      if (!together) return places.map((at) => usual(rows.map((cells) => cells[at])));
      return JSON.parse(String(commonest(rows.map((cells) => JSON.stringify(places.map((at) => cells[at]))))));
    },
  };
}

const cellsOf = (model: TableModel, rows: readonly number[]): Promise<(readonly Cell[])[]> =>
  Promise.all(rows.map((row) => model.row(row)));

interface Beyond {
  readonly rows: readonly number[];
  /** The output's answer of the last of them; undefined where there is none. */
  readonly farthest: number | undefined;
}

/** Rows with another answer, those first that are nearest to having this one. */
async function beyond(model: TableModel, { output, raising, threshold }: Side): Promise<Beyond> {
  await model.answerRows();
  const about = { of: 'answer', name: model.facts.outputs[output] } as const;
  const query: RowsQuery = {
    sort: { by: about, descending: raising },
    ...(threshold !== null && { conditions: [raising ? { about, most: threshold } : { about, least: threshold }] }),
  };
  const isBeyond = (answers: readonly number[]): boolean => {
    if (answers.some(Number.isNaN)) return false;
    if (threshold === null) return answers.indexOf(Math.max(...answers)) !== output;
    return answers[output] >= threshold !== raising;
  };
  const found: { readonly row: number; readonly answer: number }[] = [];
  for (let from = 0; ; from += AT_A_TIME) {
    const { rows } = await model.rows(query, { from, count: AT_A_TIME, columns: [0, 0] });
    for (const { row, answers } of rows) if (answers && isBeyond(answers)) found.push({ row, answer: answers[output] });
    if (found.length < NEAREST_ROWS && rows.length === AT_A_TIME) continue;
    const nearest = found.slice(0, NEAREST_ROWS);
    return { rows: nearest.map(({ row }) => row), farthest: nearest.at(-1)?.answer };
  }
}

function oneHotIn(names: readonly string[], rows: readonly (readonly Cell[])[]): OneHot[] {
  const isFlag = (at: number): boolean =>
    rows.every((cells) => cells[at] === 0 || cells[at] === 1) && new Set(rows.map((cells) => cells[at])).size === 2;
  return oneHotColumns({
    names,
    rows: rows.length,
    isFlag,
    value: (row, column) => Number(rows[row][column] ?? Number.NaN),
  });
}

/** "housing" of "housing_", unless that is taken. */
function nameOf(stem: string, taken: readonly string[]): string {
  const name = stem.replace(/[_=.:\s]+$/u, '') || stem;
  return taken.includes(name) ? stem : name;
}

function usual(cells: readonly Cell[]): Cell {
  const present = cells.filter((cell) => cell !== null);
  const numbers = present.filter((cell) => typeof cell === 'number').sort((a, b) => a - b);
  if (numbers.length === 0 || numbers.length < present.length) return commonest(present);
  const half = numbers.length >> 1;
  return numbers.length % 2 === 1 ? numbers[half] : (numbers[half - 1] + numbers[half]) / 2;
}

/** Of equally common ones the first. */
function commonest(cells: readonly Cell[]): Cell {
  const counts = new Map<Cell, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  let best: Cell = null;
  for (const [cell, count] of counts) if (count > (counts.get(best) ?? 0)) best = cell;
  return best;
}

/** Numbers from 0 to below `count`, at most `most`, evenly spaced. */
const evenly = (count: number, most: number): number[] =>
  Array.from({ length: Math.min(count, most) }, (_, at) => Math.floor((at * count) / Math.min(count, most)));

const quoted = (cell: Cell): string =>
  typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : cell === null ? '' : String(cell);
