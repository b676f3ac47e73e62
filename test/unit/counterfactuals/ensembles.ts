// Random ensembles with all kinds of tests, limits to search within, and the nearest row by trying
// all: slow, and sharing nothing with what is tested but the model's own answers.

import type { Problem } from '../../../src/counterfactuals/counterfactual.ts';
import { changeCost } from '../../../src/counterfactuals/distance.ts';
import { type Goal, reached } from '../../../src/counterfactuals/goal.ts';
import type { Lever } from '../../../src/counterfactuals/lever.ts';
import type { LinearStructure } from '../../../src/counterfactuals/linear/gains.ts';
import type { TreeStructure } from '../../../src/counterfactuals/trees/passing.ts';
import { nativePredictor } from '../../../src/models/native.ts';
import { above32 } from '../../../src/numerics/next-number.ts';
import type { Numbers } from '../../../src/numerics/numbers.ts';
import { createRandom, type Random } from '../../../src/numerics/random.ts';
import type { FinalStep } from '../../../src/structures/final-step.ts';
import type { Structure } from '../../../src/structures/structure.ts';
import { Missing, Test, type Trees } from '../../../src/structures/trees.ts';

const pick = <T>(random: Random, choices: readonly T[]): T => choices[random.integer(choices.length)];

/** Thresholds between and on whole numbers. */
const thresholdOf = (random: Random): number => Math.fround(random.integer(9) / 2);

interface Node {
  column: number;
  test: number;
  threshold: number;
  setEnd: number;
  missing: number;
  left: number;
  right: number;
  value: number[];
}

export function randomTrees(random: Random, columns: number, outputs: number): Trees {
  const nodes: Node[] = [];
  const sets: number[] = [];
  const leaf = (only: number): number[] =>
    Array.from({ length: outputs }, (_, k) => (only < 0 || k === only ? Math.fround(2 * random.uniform() - 1) : 0));
  const grow = (depth: number, only: number): number => {
    const at = nodes.length;
    const node: Node = { column: -1, test: 0, threshold: 0, setEnd: 0, missing: 0, left: -1, right: -1, value: [] };
    nodes.push(node);
    if (depth === 0 || random.uniform() < 0.15) {
      node.value = leaf(only);
      return at;
    }
    node.column = random.integer(columns);
    node.test = pick(random, [0, 0, 0, Test.equal, Test.member, Test.memberOfFloor, Test.memberOfWhole]);
    node.missing = random.integer(8);
    node.threshold = thresholdOf(random);
    if (node.test >= Test.member) {
      node.threshold = sets.length;
      sets.push(random.integer(256));
      node.setEnd = sets.length;
    }
    node.value = new Array(outputs).fill(0);
    node.left = grow(depth - 1, only);
    node.right = grow(depth - 1, only);
    return at;
  };
  const multi = random.integer(2) === 0;
  const count = 2 + random.integer(7);
  const roots = Array.from({ length: count }, (_, tree) => grow(1 + random.integer(4), multi ? -1 : tree % outputs));
  return {
    columns,
    precision: pick(random, ['float32', 'float64'] as const),
    outputs,
    roots: Int32Array.from(roots),
    feature: Int32Array.from(nodes, ({ column }) => column),
    test: Uint8Array.from(nodes, ({ test }) => test),
    threshold: Float64Array.from(nodes, ({ threshold }) => threshold),
    setEnd: Int32Array.from(nodes, ({ setEnd }) => setEnd),
    sets: Uint32Array.from(sets),
    missing: Uint8Array.from(nodes, ({ missing }) => missing & (Missing.left | Missing.zero | Missing.nanIsZero)),
    left: Int32Array.from(nodes, ({ left }) => left),
    right: Int32Array.from(nodes, ({ right }) => right),
    cover: null,
    value: Float64Array.from(nodes.flatMap(({ value }) => value)),
    base: Float64Array.from({ length: outputs }, () => random.uniform() - 0.5),
    aggregate: 'sum',
  };
}

/** All that a lever may be set to, or enough to find in each cell the value that is nearest. */
export function choicesOf(lever: Lever, row: Numbers): number[][] {
  if (lever.kind === 'levels') return [...lever.codes.map((code) => [code]), ...(lever.missing ? [[Number.NaN]] : [])];
  if (lever.kind === 'patterns') return lever.patterns.map((pattern) => [...pattern]);
  if (lever.kind === 'together') {
    const amounts = Array.from({ length: 41 }, (_, at) => (at - 20) / 2).filter((amount) => amount % lever.step === 0);
    return amounts
      .map((amount) => lever.columns.map((column) => row[column] + amount))
      .filter((values) =>
        values.every((value, at) => value >= lever.domains[at].least && value <= lever.domains[at].most),
      );
  }
  const { least, most, step } = lever.domain;
  const halves = Array.from({ length: 33 }, (_, at) => at / 2 - 8);
  const values =
    step === null
      ? [...halves, ...halves.map((half) => above32(half)), ...halves.map((half) => -above32(-half)), least, most]
      : halves.filter((half) => half % step === 0);
  // At zero, tests for missing zeros cut finer than float32 tells halves apart.
  if (step === null)
    values.push(
      1.0000000180025095e-35,
      above32(1.0000000180025095e-35),
      -1.0000000180025095e-35,
      -above32(1.0000000180025095e-35),
    );
  const inRange = values.filter((value) => value >= least && value <= most);
  return [...inRange.map((value) => [value]), ...(lever.missing ? [[Number.NaN]] : [])];
}

export interface Case {
  readonly problem: Problem;
  readonly predict: (rows: Numbers, count: number) => Float64Array;
}

const STEPS: readonly [FinalStep, outputs: number][] = [
  [{ kind: 'none', scale: 1, pair: null }, 1],
  [{ kind: 'logistic', scale: 1, pair: null }, 1],
  [{ kind: 'logistic', scale: 2, pair: 'complement' }, 1],
  [{ kind: 'logistic', scale: 1, pair: 'negated' }, 1],
  [{ kind: 'exp', scale: 1, pair: null }, 1],
  [{ kind: 'softmax', scale: 1, pair: null }, 2],
  [{ kind: 'softmax', scale: 1, pair: null }, 3],
  [{ kind: 'none', scale: 1, pair: null }, 3],
  [{ kind: 'logistic', scale: 1, pair: null }, 3],
];

/** A random linear model whose columns add by themselves. */
function randomLinear(random: Random, columns: number, outputs: number, finalStep: FinalStep): LinearStructure {
  const weight = () => (random.integer(9) - 4) / 4;
  return {
    kind: 'linear',
    linear: {
      columns,
      precision: pick(random, ['float32', 'float64'] as const),
      outputs,
      coefficients: Float64Array.from({ length: columns * outputs }, weight),
      intercepts: Float64Array.from({ length: outputs }, weight),
      missing: Float64Array.from({ length: columns }, () => random.integer(5) / 2),
    },
    finalStep,
    encoding: null,
  };
}

export const randomCase = (seed: number): Case & { readonly structure: TreeStructure } =>
  caseOf(seed, (random, { columns, scores, finalStep }) => ({
    kind: 'trees',
    trees: randomTrees(random, columns, scores),
    finalStep,
    encoding: null,
  }));

export const randomLinearCase = (seed: number): Case & { readonly structure: LinearStructure } =>
  caseOf(
    seed,
    (random, { columns, scores, finalStep }) => randomLinear(random, columns, scores, finalStep),
    // Numbers without steps are too many to try.
    [0.5, 1],
  );

interface Shape {
  readonly columns: number;
  readonly scores: number;
  readonly finalStep: FinalStep;
}

/** A random model, row, limits and goal. */
function caseOf<S extends Structure>(
  seed: number,
  make: (random: Random, shape: Shape) => S,
  steps: readonly (number | null)[] = [null, 0.5, 1],
): Case & { readonly structure: S } {
  const random = createRandom(seed);
  const columns = Math.min(6, 2 + random.integer(6));
  const [finalStep, scores] = pick(random, STEPS);
  const structure = make(random, { columns, scores, finalStep });
  const { predict, outputs } = nativePredictor(structure);
  const single = random.integer(2) === 0;
  const values = Array.from({ length: columns }, () => (random.uniform() < 0.15 ? Number.NaN : random.integer(9) / 2));
  const row: Numbers = single ? Float32Array.from(values) : Float64Array.from(values);
  const precision = single ? ('float32' as const) : ('float64' as const);
  const measure = () => ({ scale: 0.25 + random.integer(8) / 4, cost: 1 + random.integer(3) / 2 });
  const range = (column: number) => {
    const [a, b] = [random.integer(9) / 2, random.integer(9) / 2];
    const up = random.uniform() < 0.2 && !Number.isNaN(row[column]);
    return { least: up ? row[column] : Math.min(a, b), most: Math.max(a, b) };
  };
  const levers: Lever[] = [];
  for (let column = 0; column < columns; column++) {
    const kind = random.integer(8);
    if (kind === 0) continue;
    if (kind === 1 && column + 1 < columns) {
      const patterns = [
        [1, 0],
        [0, 1],
        [0, 0],
      ].slice(random.integer(2));
      levers.push({ kind: 'patterns', columns: [column, column + 1], patterns, cost: measure().cost });
      column++;
    } else if (kind === 2 && column + 1 < columns) {
      const domains = [column, column + 1].map((one) => ({ ...range(one), step: 0.5, precision }));
      levers.push({
        kind: 'together',
        columns: [column, column + 1],
        domains,
        step: 0.5,
        measures: [measure(), measure()],
      });
      column++;
    } else if (kind <= 4) {
      const codes = [0, 1, 2, 3, 4, 5].filter(() => random.uniform() < 0.7);
      levers.push({ kind: 'levels', columns: [column], codes, cost: measure().cost, missing: random.uniform() < 0.3 });
    } else {
      const several = levers.some((lever) => lever.kind === 'number' && lever.domain.step === null);
      const step = several ? pick(random, [0.5, 1]) : pick(random, steps);
      const domain = { ...range(column), step, precision };
      levers.push({ kind: 'number', columns: [column], domain, measure: measure(), missing: random.uniform() < 0.3 });
    }
  }
  const answers = predict(row, 1);
  const goal = goalOf(random, { answers, outputs, others: someAnswers(random, row, levers, predict) });
  const most = Math.min(levers.length > 4 ? 3 : 4, 1 + random.integer(2 * levers.length + 1));
  return { structure, problem: { row, answers, levers, goal, most, count: 1 + random.integer(4) }, predict };
}

/** Answers to rows within the limits. */
function someAnswers(
  random: Random,
  row: Numbers,
  levers: readonly Lever[],
  predict: Case['predict'],
): readonly Float64Array[] {
  return Array.from({ length: 40 }, () => {
    const other = row.slice();
    for (const lever of levers) {
      const choices = choicesOf(lever, row);
      if (choices.length === 0 || random.uniform() < 0.4) continue;
      for (const [at, value] of pick(random, choices).entries()) other[lever.columns[at]] = value;
    }
    return predict(other, 1);
  });
}

interface Answers {
  readonly answers: Float64Array;
  readonly outputs: number;
  readonly others: readonly Float64Array[];
}

/** A goal that takes some doing: near the ends of what was seen, sometimes beyond. */
function goalOf(random: Random, { answers, outputs, others }: Answers): Goal {
  const kind = random.integer(3);
  if (outputs > 2 && kind > 0) {
    const from = answers.indexOf(Math.max(...answers));
    const classes = Array.from({ length: outputs }, (_, k) => k).filter((k) => k !== from);
    return { kind: 'class', wanted: kind === 1 ? null : pick(random, classes), from };
  }
  const output = random.integer(outputs);
  const seen = others.map((other) => other[output]);
  const end = random.integer(2) === 0 ? Math.max(...seen) : Math.min(...seen);
  const line = answers[output] + (end - answers[output]) * (0.4 + 0.65 * random.uniform());
  if (kind === 0 && outputs === 1) return { kind: 'range', output, least: line - 0.02, most: line + 0.1 };
  return { kind: 'share', output, line, over: line > answers[output] };
}

/** The nearest by trying all, or null. Ways that change other levers than another come with it. */
export function bruteForce({ problem, predict }: Case): {
  readonly nearest: { readonly changed: number; readonly distance: number } | null;
  /** The nearest by the levers that it changes. */
  readonly bySet: ReadonlyMap<string, number>;
} {
  const { row, levers, goal, most, answers } = problem;
  const choices = levers.map((lever) => choicesOf(lever, row));
  const costs = levers.map((lever, at) => choices[at].map((values) => bruteCost(lever, row, values)));
  const bySet = new Map<string, number>();
  const rows: Numbers = row.slice();
  const visit = (at: number, changed: number[], distance: number): void => {
    if (at === levers.length) {
      const key = changed.join();
      if (changed.length === 0 || distance >= (bySet.get(key) ?? Number.POSITIVE_INFINITY)) return;
      if (reached(goal, predict(rows, 1), 0, answers.length)) bySet.set(key, distance);
      return;
    }
    visit(at + 1, changed, distance);
    if (changed.length === most) return;
    const { columns } = levers[at];
    for (const [setting, values] of choices[at].entries()) {
      if (columns.every((column, c) => Object.is(row[column], values[c]) || row[column] === values[c])) continue;
      for (const [c, column] of columns.entries()) rows[column] = values[c];
      visit(at + 1, [...changed, at], distance + costs[at][setting]);
    }
    for (const column of columns) rows[column] = row[column];
  };
  visit(0, [], 0);
  let nearest: { changed: number; distance: number } | null = null;
  for (const [key, distance] of bySet) {
    const changed = key.split(',').length;
    if (!nearest || changed < nearest.changed || (changed === nearest.changed && distance < nearest.distance))
      nearest = { changed, distance };
  }
  return { nearest, bySet };
}

export function bruteCost(lever: Lever, row: Numbers, values: readonly number[]): number {
  if (lever.kind === 'levels' || lever.kind === 'patterns') return lever.cost;
  const measures = lever.kind === 'number' ? [lever.measure] : lever.measures;
  return lever.columns.reduce((sum, column, at) => sum + changeCost(row[column], values[at], measures[at]), 0);
}
