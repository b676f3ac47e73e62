import type { Table } from '../../data/tables/table.ts';
import type { NativePredictor } from '../../models/native.ts';
import type { Numbers } from '../../numerics/numbers.ts';

/** Rows whose known outcomes are compared, from the first. */
const MOST_ROWS = 400;
/** Up to this many levels every order is tried; of more, those that exchange two. */
const ALL_ORDERS = 4;
/** Rounds over all columns; later ones hardly ever change anything. */
const ROUNDS = 4;
/** Standard errors by which an order must fit better than the sorted one. */
const CLEARLY = 2;
/** The least probability that a loss is taken of. */
const LEAST = 1e-6;

export type Orders = ReadonlyMap<string, readonly string[]>;

/** What was found for a table, by the model and the outcomes: each answer binds the model anew. */
const remembered = new WeakMap<object, Map<string, Orders>>();

export const rememberedOrders = (table: object, key: string): Orders | undefined => remembered.get(table)?.get(key);

export function rememberOrders(table: object, key: string, orders: Orders): void {
  const own = remembered.get(table) ?? new Map<string, Orders>();
  remembered.set(table, own.set(key, orders));
}

/** A column of the rows whose codes may have been given in another order. */
export interface OpenColumn {
  readonly name: string;
  /** Its place in a row. */
  readonly place: number;
  /** The levels as the rows number them. */
  readonly levels: readonly string[];
  /** The order that others have to fit better than, of the levels that there are. */
  readonly sorted: readonly string[];
}

interface Known {
  /** The model's columns. */
  readonly own: Table;
  /** For each row the outcome that is known: a class, or a number; NaN where there is none. */
  readonly outcomes: Numbers;
  readonly isRegression: boolean;
  readonly predictor: NativePredictor;
}

/**
 * For each column the order of its levels with which the model answers best what is known: by the
 * squared error, or the logarithm of the probability that it gave to the right class. Columns are
 * taken in turn, so that each is judged beside the best orders of the others. Only orders that fit
 * clearly better than the sorted ones are named, over all rows together.
 */
export function fittingLevels(columns: readonly OpenColumn[], known: Known): Orders {
  const { own, outcomes } = known;
  const width = own.rows.columns;
  const rows = Array.from({ length: own.rows.count }, (_, row) => row)
    .filter((row) => !Number.isNaN(outcomes[row]))
    .slice(0, MOST_ROWS);
  const data = new Float64Array(rows.length * width);
  for (const [at, row] of rows.entries()) own.rows.read(row, data, at * width);
  const given = data.slice();
  const right = rows.map((row) => outcomes[row]);
  if (rows.length === 0) return new Map();

  const renumber = ({ place }: OpenColumn, order: readonly number[]): void => {
    for (let at = place; at < data.length; at += width)
      if (!Number.isNaN(given[at])) data[at] = order.indexOf(given[at]);
  };
  const losses = () => lossesOf(known, data, right);
  // Of each column: which of the given codes stands at each place.
  const orders = columns.map(({ levels, sorted }) => sorted.map((level) => levels.indexOf(level)));
  for (const [at, column] of columns.entries()) renumber(column, orders[at]);
  const before = losses();
  let best = sum(before);
  for (let round = 0, changed = true; round < ROUNDS && changed; round++) {
    changed = false;
    for (const [at, column] of columns.entries()) {
      let kept = orders[at];
      for (const order of ordersFrom(kept)) {
        renumber(column, order);
        const loss = sum(losses());
        if (loss >= best) continue;
        best = loss;
        kept = order;
        changed = true;
      }
      orders[at] = kept;
      renumber(column, kept);
    }
  }
  if (!isClearlyLess(losses(), before)) return new Map();
  return new Map(columns.map(({ name, levels }, at) => [name, orders[at].map((code) => levels[code])]));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Whether losses are less than before by more than chance would make them. */
function isClearlyLess(after: readonly number[], before: readonly number[]): boolean {
  const differences = before.map((loss, row) => loss - after[row]);
  const mean = sum(differences) / differences.length;
  const variance = sum(differences.map((each) => (each - mean) * (each - mean))) / Math.max(1, differences.length - 1);
  return mean > CLEARLY * Math.sqrt(variance / differences.length);
}

function lossesOf({ predictor, isRegression }: Known, data: Float64Array, right: readonly number[]): number[] {
  const { outputs } = predictor;
  const answers = predictor.predict(data, right.length);
  return right.map((outcome, row) => {
    if (isRegression) return (answers[row * outputs] - outcome) ** 2;
    const first = answers[row * outputs];
    const share = outputs === 1 ? (outcome === 1 ? first : 1 - first) : answers[row * outputs + outcome];
    return -Math.log(Math.max(LEAST, share));
  });
}

/** Orders to try beside one: all, or those that exchange two. */
function ordersFrom(order: readonly number[]): number[][] {
  if (order.length <= ALL_ORDERS) return permutations(order);
  const found: number[][] = [];
  for (let a = 0; a < order.length; a++)
    for (let b = a + 1; b < order.length; b++) {
      const swapped = [...order];
      [swapped[a], swapped[b]] = [swapped[b], swapped[a]];
      found.push(swapped);
    }
  return found;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) =>
    permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]),
  );
}
