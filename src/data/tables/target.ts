import type { Table } from './table.ts';

/** Which column holds the labels of a table's rows, as far as the table shows it. */
interface TargetGuess {
  /** null where the model takes every column. */
  readonly column: string | null;
  /** Whether the guess is certain; otherwise the user is asked. */
  readonly sure: boolean;
  /** Columns that may be the target. */
  readonly candidates: readonly string[];
}

/** The task that a target column implies. */
interface TaskGuess {
  readonly task: 'binary' | 'multiclass' | 'regression';
  /** Names of the classes in the order of their codes; null for regression. */
  readonly classes: readonly string[] | null;
  readonly sure: boolean;
}

/** Names that target columns often have. */
const USUAL = [
  'target',
  'label',
  'labels',
  'class',
  'classes',
  'y',
  'outcome',
  'output',
  'response',
  'result',
  'category',
  'species',
  'diagnosis',
  'survived',
  'quality',
  'price',
];
/** Whether a column has a name that targets often have. */
export const hasUsualName = (name: string): boolean => USUAL.includes(name.toLowerCase());

/** More distinct values than this are not classes. */
const MOST_CLASSES = 20;

/**
 * Guesses the target among the columns that the model does not take: the one with a usual name
 * (target, label, class, y, outcome, …), else the last. `names` are the columns that the model
 * takes; null where its inputs have no names, so that every column may be the target.
 */
export function guessTarget(table: Table, names: readonly string[] | null): TargetGuess {
  const taken = new Set(names);
  const candidates = table.columns.map((column) => column.name).filter((name) => !taken.has(name));
  if (candidates.length === 0) return { column: null, sure: true, candidates };
  if (candidates.length === 1 && names) return { column: candidates[0], sure: true, candidates };
  const usual = candidates.filter(hasUsualName);
  if (usual.length > 0) return { column: usual[0], sure: usual.length === 1, candidates };
  return { column: candidates[candidates.length - 1], sure: false, candidates };
}

/**
 * The likeliest target among columns that a model leaves over: the one with a usual name, else the
 * last with as few different values as classes have; null where there is none.
 */
export function likelyTarget(table: Table, names: readonly string[]): string | null {
  const usual = names.find(hasUsualName);
  if (usual !== undefined) return usual;
  return names.findLast((name) => isFew(table, name)) ?? null;
}

function isFew(table: Table, name: string): boolean {
  const at = table.columns.findIndex((column) => column.name === name);
  const { levels } = table.columns[at];
  const values = levels ?? distinct(table, at);
  return values !== null && values.length > 1 && values.length <= MOST_CLASSES;
}

/**
 * The task that a target column implies: categories, two whole numbers, and a few consecutive ones
 * from 0 or 1 are classes; other numbers are a quantity.
 */
export function guessTask(table: Table, column: string): TaskGuess {
  const index = table.columns.findIndex(({ name }) => name === column);
  const levels = table.columns[index]?.levels;
  if (levels) return { task: levels.length <= 2 ? 'binary' : 'multiclass', classes: levels, sure: true };
  const values = distinct(table, index);
  if (!values?.every((value) => Number.isInteger(value))) return { task: 'regression', classes: null, sure: true };
  const classes = values.map(String);
  if (values.length === 2) return { task: 'binary', classes, sure: values[1] - values[0] === 1 };
  const counted =
    values.length > 2 && values[0] >= 0 && values[0] <= 1 && values.every((value, at) => value === values[0] + at);
  return counted ? { task: 'multiclass', classes, sure: false } : { task: 'regression', classes: null, sure: false };
}

/** Distinct values of a column in order; null where there are too many for classes. */
function distinct({ rows }: Table, column: number): number[] | null {
  const values = new Set<number>();
  for (const value of rows.column(column).numbers) {
    if (!Number.isNaN(value)) values.add(value);
    if (values.size > MOST_CLASSES) return null;
  }
  return [...values].sort((a, b) => a - b);
}
