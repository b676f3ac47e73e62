import { binOf, type ColumnStatistics, MISSING_BIN } from '../../data/tables/statistics.ts';
import type { Precision } from '../../numerics/numbers.ts';
import type { Random } from '../../numerics/random.ts';
import { valueIn } from '../lime/tabular.ts';

/** Two draws of one column: the model's values, their numbers in the regression, and controls. */
interface Pair {
  readonly data: [number, number];
  readonly design: [number, number];
  /** `CONTROLS` numbers each. */
  readonly controls: readonly [Float64Array, Float64Array];
}

/** How a column is drawn. */
export interface PairSampler {
  /** The explained row's number in the regression. */
  readonly first: number;
  /** Whether it has controls. */
  readonly controlled: boolean;
  /** The next pair; the same object each time. */
  draw(): Pair;
}

/** Controls tell other values apart by the third of their distribution, and the place within it. */
const THIRDS = 3;
export const CONTROLS = THIRDS;
/** In this many draws of other values, each part of their distribution occurs once. */
const DECK = 64;
/** Keeps positions below 1. */
const BELOW_ONE = 1 - 1e-9;

const emptyPair = (): Pair => ({
  data: [0, 0],
  design: [0, 0],
  controls: [new Float64Array(CONTROLS), new Float64Array(CONTROLS)],
});

/**
 * A normal around the explained value, mirrored; in the regression, the column's standard
 * deviations from it.
 */
export function around(
  { mean, deviation, min, max }: ColumnStatistics,
  { value: instance, precision }: { readonly value: number; readonly precision: Precision },
  width: number,
  random: Random,
): PairSampler {
  const round = precision === 'float32' ? Math.fround : (value: number) => value;
  // An empty cell counts as the mean.
  const own = Number.isNaN(instance) ? mean : instance;
  if (min === max) return fixed(instance, 0);
  const pair = emptyPair();
  return {
    first: 0,
    controlled: false,
    draw() {
      const step = width * deviation * random.normal();
      for (const side of [0, 1] as const) {
        // What the model sees: rounded to the rows' precision.
        pair.data[side] = round(side === 0 ? own + step : own - step);
        pair.design[side] = (pair.data[side] - own) / deviation;
      }
      return pair;
    },
  };
}

/**
 * The column's own value (1 in the regression), or one from another range or category, by training
 * frequency (0). Both of a pair are others only if `keep` is below ½. Other values are evenly
 * spread over their distribution, in random order.
 */
export function replaced(
  { kind, bins, edges }: ColumnStatistics,
  instance: number,
  keep: number,
  random: Random,
): PairSampler {
  const own = kind === 'categorical' ? (Number.isNaN(instance) ? MISSING_BIN : instance) : binOf(edges, instance);
  const others = bins.filter(({ value, frequency }) => value !== own && frequency > 0);
  if (others.length === 0) return fixed(instance, 1);
  const total = others.reduce((sum, { frequency }) => sum + frequency, 0);
  const values = others.map((bin) => {
    if (bin.value === MISSING_BIN) return () => Number.NaN;
    return kind === 'categorical' ? () => bin.value : valueIn(bin, 'value');
  });
  /** The value at a position in [0, 1) of the others' distribution. */
  const valueAt = (position: number): number => {
    let chosen = 0;
    let left = position * total;
    while (left >= others[chosen].frequency && chosen < others.length - 1) {
      left -= others[chosen].frequency;
      chosen += 1;
    }
    return values[chosen](Math.min(BELOW_ONE, Math.max(0, left / others[chosen].frequency)));
  };
  const deck = Int32Array.from({ length: DECK }, (_, card) => card);
  let next = DECK;
  const position = (): number => {
    if (next === DECK) {
      random.shuffle(deck);
      next = 0;
    }
    return (deck[next++] + random.uniform()) / DECK;
  };
  const pair = emptyPair();
  return {
    first: 1,
    controlled: true,
    draw() {
      const uniform = random.uniform();
      for (const side of [0, 1] as const) {
        const controls = pair.controls[side].fill(0);
        pair.design[side] = (side === 0 ? uniform : 1 - uniform) < keep ? 1 : 0;
        pair.data[side] = instance;
        if (pair.design[side] === 1) continue;
        const at = position();
        pair.data[side] = valueAt(at);
        const third = Math.floor(at * THIRDS);
        for (let i = 0; i < THIRDS - 1; i++) controls[i] = (third === i ? 1 : 0) - 1 / THIRDS;
        controls[THIRDS - 1] = at * THIRDS - third - 0.5;
      }
      return pair;
    },
  };
}

/** A column that does not vary keeps its value. */
function fixed(value: number, first: number): PairSampler {
  const pair = emptyPair();
  pair.data.fill(value);
  pair.design.fill(first);
  return { first, controlled: false, draw: () => pair };
}
