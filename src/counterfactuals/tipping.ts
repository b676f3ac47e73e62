import { roomLike } from '../numerics/numbers.ts';
import type { Candidates } from './candidates.ts';
import type { Ask, Outcome, Problem, Reply } from './counterfactual.ts';
import { reached } from './goal.ts';
import { costOf, type Lever, same } from './lever.ts';
import { between } from './search/data-settings.ts';

/** How far a lever can be moved one way, everything else as it is. Values are of its columns. */
export interface Tip {
  /** The last setting up to which the answer stays; as the row is where none does. */
  readonly stays: readonly number[];
  /** The first that reaches the goal; null where none within the limits does. */
  readonly tips: readonly number[] | null;
  readonly answers: Float64Array | null;
  /** What the change to it costs. */
  readonly distance: number | null;
}

/** What a change of one lever alone does to the answer. */
export interface LeverTips {
  readonly lever: number;
  /** Whether nothing lies between the settings that were tried. */
  readonly exact: boolean;
  /** Of numbers; null where there is nothing in that direction. */
  readonly up: Tip | null;
  readonly down: Tip | null;
  /** Of levels: all others, and whether each reaches the goal; null of numbers. */
  readonly levels: readonly { readonly values: readonly number[]; readonly tips: boolean }[] | null;
  /** Whether a missing value reaches the goal; null where it may not go missing. */
  readonly missing: boolean | null;
}

/** Rows of an ask at most, and settings of a direction that are asked for at first. */
const ROWS_AT_A_TIME = 512;
const FIRST_SETTINGS = 16;
/** Numbers at a time between one that stays and one that tips, and how often. */
const BETWEEN = 15;
const ROUNDS = 14;

/** Settings of a lever that are asked for, in their order, and what is made of the answers. */
interface Line {
  readonly lever: number;
  next(): readonly (readonly number[])[];
  take(answers: readonly Float64Array[], asked: readonly (readonly number[])[]): void;
}

/**
 * Moves each lever by itself, away from what the row has, until the goal is reached. Levers that
 * there was no time for are left out.
 */
export function* tipping(
  problem: Problem,
  candidates: readonly Candidates[],
  estimate: () => Outcome,
): Generator<Ask, LeverTips[], Reply> {
  const { levers, row } = problem;
  const made = levers.map((lever, at) => linesOf(problem, at, candidates[at], lever, row));
  const all = made.flatMap(({ lines }) => lines);
  const unfinished = new Set<number>();
  for (let open = all; open.length > 0; ) {
    const asked = open.map((line) => line.next());
    const answers = yield* answersTo(
      problem,
      open.flatMap(({ lever }, at) => asked[at].map((values) => ({ lever, values }))),
      estimate,
    );
    if (!answers) {
      for (const { lever } of open) if (open.some((line) => line.lever === lever)) unfinished.add(lever);
      break;
    }
    let from = 0;
    for (const [at, line] of open.entries()) {
      line.take(answers.slice(from, from + asked[at].length), asked[at]);
      from += asked[at].length;
    }
    open = open.filter((line) => line.next().length > 0);
  }
  return made.filter((_, lever) => !unfinished.has(lever)).map(({ tips }) => tips());
}

/** The model's answers to one lever set at a time; null where there was no time for them. */
function* answersTo(
  { row, levers, answers: { length: outputs } }: Problem,
  wanted: readonly { readonly lever: number; readonly values: readonly number[] }[],
  estimate: () => Outcome,
): Generator<Ask, Float64Array[] | null, Reply> {
  const found: Float64Array[] = [];
  for (let from = 0; from < wanted.length; from += ROWS_AT_A_TIME) {
    const part = wanted.slice(from, from + ROWS_AT_A_TIME);
    const rows = roomLike(row, part.length * row.length);
    for (const [at, { lever, values }] of part.entries()) {
      rows.set(row, at * row.length);
      for (const [c, column] of levers[lever].columns.entries()) rows[at * row.length + column] = values[c];
    }
    const { answers, stop } = yield { rows, count: part.length, estimate };
    if (stop || answers.length === 0) return null;
    for (let at = 0; at < part.length; at++) found.push(answers.slice(at * outputs, (at + 1) * outputs));
  }
  return found;
}

interface LinesOfLever {
  readonly lines: readonly Line[];
  readonly tips: () => LeverTips;
}

function linesOf(
  problem: Problem,
  at: number,
  { settings, exact }: Candidates,
  lever: Lever,
  row: Problem['row'],
): LinesOfLever {
  const own = lever.columns.map((column) => row[column]);
  const reaches = (answers: Float64Array) => reached(problem.goal, answers, 0, problem.answers.length);
  const others = settings.filter((values) => !values.every((value, c) => same(value, own[c])));
  const missing =
    (lever.kind === 'number' || lever.kind === 'levels') && lever.missing && !Number.isNaN(own[0])
      ? each(at, [[Number.NaN]], reaches)
      : null;
  const gone = missing ? [missing.line] : [];
  const whenMissing = () => missing?.tips[0] ?? null;
  if (lever.kind === 'levels' || lever.kind === 'patterns') {
    const all = each(at, others, reaches);
    const tips = (): LeverTips => ({
      lever: at,
      exact,
      up: null,
      down: null,
      levels: others.map((values, place) => ({ values, tips: all.tips[place] })),
      missing: whenMissing(),
    });
    return { lines: [...(others.length > 0 ? [all.line] : []), ...gone], tips };
  }
  // Nothing is above or below what is missing.
  const above = others.filter(([value]) => value > own[0]);
  const below = others.filter(([value]) => value < own[0]).reverse();
  const [up, down] = [above, below].map((ordered) =>
    ordered.length > 0 ? outward({ problem, lever, at, own, ordered, exact, reaches }) : null,
  );
  return {
    lines: [...[up, down].flatMap((direction) => (direction ? [direction.line] : [])), ...gone],
    tips: () => ({
      lever: at,
      exact,
      up: up?.tip() ?? null,
      down: down?.tip() ?? null,
      levels: null,
      missing: whenMissing(),
    }),
  };
}

/** All of some settings. */
function each(
  lever: number,
  settings: readonly (readonly number[])[],
  reaches: (answers: Float64Array) => boolean,
): { readonly line: Line; readonly tips: boolean[] } {
  const tips: boolean[] = [];
  const line: Line = {
    lever,
    next: () => (tips.length > 0 ? [] : settings),
    take: (answers) => void tips.push(...answers.map(reaches)),
  };
  return { line, tips };
}

interface Outward {
  readonly problem: Problem;
  readonly lever: Lever;
  readonly at: number;
  readonly own: readonly number[];
  /** Away from the row's own. */
  readonly ordered: readonly (readonly number[])[];
  readonly exact: boolean;
  readonly reaches: (answers: Float64Array) => boolean;
}

/** Settings one after the other until the goal is reached, then those between, if there are any. */
function outward({ problem, lever, at, own, ordered, exact, reaches }: Outward): {
  readonly line: Line;
  readonly tip: () => Tip;
} {
  let [stays, tips, answered]: [readonly number[], readonly number[] | null, Float64Array | null] = [own, null, null];
  let [from, size, rounds] = [0, FIRST_SETTINGS, exact ? 0 : ROUNDS];
  const line: Line = {
    lever: at,
    next() {
      if (!tips) return ordered.slice(from, from + size);
      return rounds > 0 ? between(lever, stays[0], tips[0], BETWEEN) : [];
    },
    take(answers, asked) {
      if (tips) rounds--;
      else [from, size] = [from + asked.length, 2 * size];
      const first = answers.findIndex(reaches);
      const last = first < 0 ? asked.length - 1 : first - 1;
      if (last >= 0) stays = asked[last];
      if (first >= 0) [tips, answered] = [asked[first], answers[first]];
    },
  };
  return {
    line,
    tip: () => ({ stays, tips, answers: answered, distance: tips && costOf(lever, problem.row, tips) }),
  };
}
