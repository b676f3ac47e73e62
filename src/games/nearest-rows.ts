import { exp } from '../numerics/math.ts';
import type { Draws } from './draws.ts';
import type { ConditionalGame, NearestFit, Rows } from './game.ts';

/** The scales by which background rows are compared. `categorical`: 1 for columns of categories. */
export function fitNearest({ count, columns, data }: Rows, categorical: Uint8Array): NearestFit {
  const scales = new Float64Array(columns);
  const varies = new Uint8Array(columns);
  for (let column = 0; column < columns; column++) {
    const values: number[] = [];
    for (let row = 0; row < count; row++) {
      const value = data[row * columns + column];
      if (!Number.isNaN(value)) values.push(value);
    }
    const differs = values.some((value) => value !== values[0]);
    varies[column] = differs || (values.length > 0 && values.length < count) ? 1 : 0;
    if (differs) scales[column] = categorical[column] === 1 ? unlike(values) : 2 * variance(values);
  }
  return { kind: 'nearest-rows', categorical, scales, varies };
}

/**
 * Draws among the background rows that are most like the instance in the present columns, with
 * weights as in Aas, Jullum and Løland (Artificial Intelligence 298, 2021, section 3.3), for
 * categories and missing values, too.
 *
 * The squared distance D² of two rows is the mean over the present columns of (x − y)² ÷ scale, of
 * categories of (0 or 1) ÷ scale, after Gower (Biometrics 27(4), 1971): two rows of the background
 * are 1 apart on average. Missing values are equal to one another, and 1 apart from all others.
 *
 * Of B rows the 2√B nearest are taken, about as many as err least where columns are normal and more
 * or less correlated; where no present column tells anything, all are. The weight of one is
 * exp(−D² ÷ 2h²), where the bandwidth h is half the distance of the last. Rows are drawn by their
 * weights, systematically: each as often as its share of the draws is, rounded up or down.
 */
export function nearestDraws({ instance, background, draws }: ConditionalGame, fit: NearestFit): Draws {
  const { count, columns, data } = background;
  const { categorical, scales, varies } = fit;
  const rows = Math.min(draws, count);
  const distances = new Float64Array(count);

  function distance(row: number, column: number): number {
    const [own, other] = [instance[column], data[row * columns + column]];
    if (Number.isNaN(own) || Number.isNaN(other)) return Number.isNaN(own) && Number.isNaN(other) ? 0 : 1;
    if (own === other || scales[column] === 0) return 0;
    return (categorical[column] === 1 ? 1 : (own - other) * (own - other)) / scales[column];
  }

  return {
    rows,
    fill(present, random, target) {
      const telling: number[] = [];
      for (let column = 0; column < columns; column++)
        if (present[column] === 1 && varies[column] === 1) telling.push(column);
      distances.fill(0);
      for (let row = 0; row < count; row++)
        for (const column of telling) distances[row] += distance(row, column) / telling.length;
      // Rows that are equally far have a random order.
      const order = random.shuffle(Array.from({ length: count }, (_, row) => row));
      order.sort((a, b) => distances[a] - distances[b]);
      const most = telling.length === 0 ? count : Math.ceil(2 * Math.sqrt(count));
      const nearest = order.slice(0, most);
      const last = distances[nearest[nearest.length - 1]];
      const weights = nearest.map((row) => (last > 0 ? exp((-2 * distances[row]) / last) : 1));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const offset = random.uniform();
      let [at, sum] = [0, weights[0]];
      for (let row = 0; row < rows; row++) {
        const place = ((row + offset) * total) / rows;
        while (sum <= place && at < nearest.length - 1) sum += weights[++at];
        const from = nearest[at] * columns;
        for (let column = 0; column < columns; column++) target[row * columns + column] = data[from + column];
      }
    },
  };
}

/** Population variance, measured from the first value. */
function variance(values: readonly number[]): number {
  const [origin] = values;
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value - origin;
    squares += (value - origin) * (value - origin);
  }
  const mean = sum / values.length;
  return Math.max(0, squares / values.length - mean * mean);
}

/** The share of pairs of values that differ, a value with itself included. */
function unlike(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let alike = 0;
  for (const count of counts.values()) alike += (count / values.length) * (count / values.length);
  return 1 - alike;
}
