// Small models in LightGBM's text with thresholds at and beside the numbers of a table, and what
// they answer by the letter of LightGBM's rules, in float64: slow, and sharing nothing with what is
// tested.

import type { Random } from '../../../src/numerics/random.ts';

interface Split {
  readonly column: number;
  readonly threshold: number;
  /** Bits as in LightGBM: 2 sends missing values left; 0, 4 and 8 say what is missing. */
  readonly decision: number;
  readonly left: Node;
  readonly right: Node;
}
type Node = Split | { readonly leaf: number };

export interface DoubleTrees {
  readonly model: string;
  readonly csv: string;
  readonly rows: readonly (readonly number[])[];
  /** The answer to any row of the table's columns. */
  readonly answer: (row: readonly number[]) => number;
}

const ROWS = 7;
const step = new Float64Array(1);
const bits = new BigInt64Array(step.buffer);

/** The float64 that many places further from 0. */
export function beside(value: number, places: number): number {
  step[0] = value;
  bits[0] += BigInt(places);
  return step[0];
}

/** Numbers that float32 does not tell apart: times, cents, ids, dates, decimals, nearly zeros. */
const KINDS: readonly ((random: Random) => number)[] = [
  (random) => 1_700_000_000 + 20 * random.integer(5),
  (random) => 1_699_999_999_000 + 250 * random.integer(4),
  (random) => 202_401_310_000 + 100 * random.integer(24) + random.integer(2),
  (random) => 9_007_199_254_740_900 + random.integer(6),
  (random) => 16_777_217.01 + random.integer(4) / 100,
  (random) => 0.1 + random.integer(3) * 1e-12,
  (random) => -1.857 + random.integer(3) * 2 ** -52,
  (random) => (random.integer(5) - 2) * 6e-36,
];

/** LightGBM's bound for zeros: 1e-35 as a float. */
const ZERO = Math.fround(1e-35);

function follow(node: Node, row: readonly number[]): number {
  if ('leaf' in node) return node.leaf;
  const { column, threshold, decision, left, right } = node;
  const kind = decision & 12;
  let x = row[column];
  if (Number.isNaN(x) && kind !== 8) x = 0;
  const missing = (kind === 4 && Math.abs(x) <= ZERO) || (kind === 8 && Number.isNaN(x));
  return follow((missing ? (decision & 2) !== 0 : x <= threshold) ? left : right, row);
}

export function doubleTrees(random: Random): DoubleTrees {
  const columns = 2 + random.integer(3);
  const kinds = Array.from({ length: columns }, () => KINDS[random.integer(KINDS.length)]);
  const rows = Array.from({ length: ROWS }, () =>
    kinds.map((draw) => (random.uniform() < 0.08 ? Number.NaN : draw(random))),
  );
  const grow = (depth: number): Node => {
    if (depth === 0) return { leaf: (random.integer(65) - 32) / 8 };
    const column = random.integer(columns);
    const known = rows.map((row) => row[column]).filter((value) => !Number.isNaN(value));
    const near = known.length > 0 ? known[random.integer(known.length)] : 0;
    const threshold = near === 0 ? 0 : beside(near, random.integer(3) - 1);
    const decision = 4 * random.integer(3) + 2 * random.integer(2);
    return { column, threshold, decision, left: grow(depth - 1), right: grow(depth - 1 - random.integer(depth)) };
  };
  const trees = Array.from({ length: 1 + random.integer(3) }, () => grow(1 + random.integer(3)));
  const names = kinds.map((_, column) => `c${column}`);
  const cell = (value: number): string => (Number.isNaN(value) ? '' : String(value));
  return {
    model: lightgbmText(trees, names),
    csv: `${names.join(',')}\n${rows.map((row) => `${row.map(cell).join(',')}\n`).join('')}`,
    rows,
    answer: (row) => trees.reduce((sum, tree) => sum + follow(tree, row), 0),
  };
}

function lightgbmText(trees: readonly Node[], names: readonly string[]): string {
  const sections = trees.map((tree, t) => {
    const splits: Split[] = [];
    const leaves: number[] = [];
    const [left, right]: number[][] = [[], []];
    const number = (node: Node): number => {
      if ('leaf' in node) return -leaves.push(node.leaf);
      const own = splits.push(node) - 1;
      left[own] = number(node.left);
      right[own] = number(node.right);
      return own;
    };
    number(tree);
    const line = (key: string, values: readonly (number | string)[]) => `${key}=${values.join(' ')}`;
    return [
      `Tree=${t}`,
      `num_leaves=${leaves.length}`,
      'num_cat=0',
      line(
        'split_feature',
        splits.map(({ column }) => column),
      ),
      line(
        'threshold',
        // With 17 digits, as LightGBM writes them.
        splits.map(({ threshold }) => threshold.toPrecision(17)),
      ),
      line(
        'decision_type',
        splits.map(({ decision }) => decision),
      ),
      line('left_child', left),
      line('right_child', right),
      line('leaf_value', leaves),
      'is_linear=0',
      'shrinkage=1',
      '',
    ].join('\n');
  });
  const head = [
    'tree',
    'version=v4',
    'num_class=1',
    'num_tree_per_iteration=1',
    'label_index=0',
    `max_feature_idx=${names.length - 1}`,
    'objective=regression',
    `feature_names=${names.join(' ')}`,
    `feature_infos=${names.map(() => '[0:1]').join(' ')}`,
    '',
  ].join('\n');
  return `${head}\n${sections.join('\n')}\nend of trees\n\nparameters:\nend of parameters\n\npandas_categorical:null\n`;
}
