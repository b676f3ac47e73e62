import type { Random } from '../numerics/random.ts';
import type { Ask, Found, Problem, Reply, Search } from './counterfactual.ts';
import { costOf, same } from './lever.ts';
import { isWithin } from './number-domain.ts';
import { between, dataSettings, spread, type Table } from './search/data-settings.ts';
import { bestOf, createTrials, type State, type Tried, withLever, withoutLever } from './search/states.ts';

/** Rows that the model is asked for at most. */
export const SEARCH_CALLS = 2000;

/** Parts of the budget for single changes, and for rows of the data. */
const FOR_SINGLES = 0.25;
const FOR_ROWS = 0.1;
/** States that go on to another lever, and settings of it that are tried with each. */
const BEAM = 6;
const TOP_SETTINGS = 3;
/** Levers beyond which the beam gives up. */
const DEEPEST = 8;
/** Settings tried at a time where one is made cheaper, and how often. */
const TRIED_AT_A_TIME = 7;
const ROUNDS = 4;
/** Ways that are made nearer. */
const WAYS_BEYOND = 3;

export interface SearchOptions {
  /** The data: values are taken from it. */
  readonly table: Table;
  readonly random: Random;
  /** Default: `SEARCH_CALLS`. */
  readonly calls?: number;
}

/**
 * Rows with another answer of any model, by a seeded local search over the data's own values:
 * single changes; the data's rows, taken over as far as the limits allow; changes that come nearest
 * to the goal, joined one lever after the other (first the best alone, then a beam); then each way
 * is made nearer, lever by lever, as long as that is so. Nothing is proven. The answers do not
 * depend on time: it only ends the search.
 */
export function* foundBySearch(problem: Problem, options: SearchOptions): Search {
  const { levers, row, most, count } = problem;
  const { table, random, calls = SEARCH_CALLS } = options;
  const trials = createTrials(problem, calls);
  const settings = levers.map((lever) => dataSettings(lever, row, table));
  const nothing: State = { levers: [], values: [] };

  const each = Math.max(2, Math.floor((calls * FOR_SINGLES) / Math.max(1, levers.length)));
  const singles = yield* trials.tryAll(
    settings.flatMap((own, lever) => spread(own, each).map((setting) => withLever(nothing, lever, setting))),
  );
  yield* trials.tryAll(rowsOf(problem, table, random, Math.floor(calls * FOR_ROWS)));

  // Of each lever the settings that come nearest to the goal.
  const best = [...singles].sort((a, b) => b.merit - a.merit);
  const top = levers.map((_, lever) => best.filter((one) => one.levers[0] === lever).slice(0, TOP_SETTINGS));
  // The levers that come nearest by themselves, one after the other: few rows, and mostly a way.
  const leading = best.filter((one, at) => best.findIndex((other) => other.levers[0] === one.levers[0]) === at);
  let state = nothing;
  const joined = leading.map(({ levers: [lever], values }) => {
    state = withLever(state, lever, values[0]);
    return state;
  });
  yield* trials.tryAll(joined);
  for (const way of trials.ways().slice(0, 1)) yield* nearer(stateOf(problem, way));

  let beam: readonly Tried[] = best.filter((one) => !one.reached).slice(0, BEAM);
  for (let depth = 2; depth <= Math.min(most, DEEPEST) && beam.length > 0; depth++) {
    const next = yield* trials.tryAll(
      beam.flatMap((state) =>
        top.flatMap((own, lever) =>
          state.levers.includes(lever) ? [] : own.map(({ values }) => withLever(state, lever, values[0])),
        ),
      ),
    );
    const ways = trials.ways();
    // Those with more levers than what there is are no nearer.
    if (ways.length >= count ? ways[count - 1].changed <= depth : ways.length > 0 && ways[0].changed < depth) break;
    const open = next.filter((one) => !one.reached).sort((a, b) => b.merit - a.merit);
    beam = distinct(open).slice(0, BEAM);
  }

  for (let round = 0; round < ROUNDS && trials.left > 0; round++) {
    const before = trials.ways();
    if (before.length === 0) break;
    for (const way of before.slice(0, round === 0 ? count + WAYS_BEYOND : count)) yield* nearer(stateOf(problem, way));
    const now = trials.ways();
    if (round > 0 && now.length === before.length && now.every((way, at) => way.distance === before[at].distance))
      break;
    // Other levers in place of one.
    const [first] = now;
    const state = stateOf(problem, first);
    yield* trials.tryAll(
      state.levers.flatMap((gone) => {
        const less = withoutLever(state, gone);
        return top.flatMap((own, lever) =>
          state.levers.includes(lever) ? [] : own.map(({ values }) => withLever(less, lever, values[0])),
        );
      }),
    );
  }
  return trials.outcome();

  /** Makes a way nearer: without levers that it does not need, and with cheaper settings. */
  function* nearer(from: State): Generator<Ask, void, Reply> {
    let state = from;
    while (state.levers.length > 1) {
      const fewer = bestOf(yield* trials.tryAll(state.levers.map((lever) => withoutLever(state, lever))));
      if (!fewer?.reached) break;
      state = fewer;
    }
    for (const lever of [...state.levers]) {
      for (let round = 0; round < ROUNDS; round++) {
        const next = bestOf(yield* trials.tryAll(cheaper(state, lever, round)));
        if (next?.reached) state = next;
        else if (round > 0) break;
      }
    }
  }

  /** The state with cheaper settings of a lever: first the data's, then numbers between these. */
  function cheaper(state: State, lever: number, round: number): State[] {
    const now = state.values[state.levers.indexOf(lever)];
    const cost = costOf(levers[lever], row, now);
    const less = settings[lever]
      .map((setting) => ({ setting, cost: costOf(levers[lever], row, setting) }))
      .filter((one) => one.cost > 0 && one.cost < cost)
      .sort((a, b) => a.cost - b.cost)
      .map(({ setting }) => setting);
    const own = row[levers[lever].columns[0]];
    const side = less.filter(([value]) => value > own === now[0] > own);
    const tried =
      round === 0
        ? spread(less, TRIED_AT_A_TIME)
        : between(levers[lever], side.at(-1)?.[0] ?? (Number.isNaN(own) ? now[0] : own), now[0], TRIED_AT_A_TIME);
    return tried.map((setting) => withLever(state, lever, setting));
  }
}

/** Rows of the data as far as the limits allow, those with fewest changes first. */
function rowsOf({ row, levers, most }: Problem, table: Table, random: Random, count: number): State[] {
  const order = random.shuffle(Int32Array.from({ length: table.count }, (_, at) => at)).subarray(0, 4 * count);
  const states: State[] = [];
  for (const at of order) {
    const [set, values]: [number[], number[][]] = [[], []];
    for (const [lever, one] of levers.entries()) {
      const own = one.columns.map((column) => table.data[at * table.columns + column]);
      if (one.columns.every((column, c) => same(own[c], row[column])) || !allows(one, own)) continue;
      set.push(lever);
      values.push(own);
    }
    if (set.length > 0 && set.length <= most) states.push({ levers: set, values });
  }
  return states.sort((a, b) => a.levers.length - b.levers.length).slice(0, count);
}

function allows(lever: Problem['levers'][number], values: readonly number[]): boolean {
  switch (lever.kind) {
    case 'levels':
      return lever.codes.includes(values[0]) || (lever.missing && Number.isNaN(values[0]));
    case 'patterns':
      return lever.patterns.some((pattern) => pattern.every((value, at) => same(value, values[at])));
    case 'number':
      return Number.isNaN(values[0]) ? lever.missing : isWithin(lever.domain, values[0]);
    default:
      // Each of its columns would move by another amount.
      return false;
  }
}

/** The first of each set of levers. */
function distinct(states: readonly Tried[]): Tried[] {
  const seen = new Set<string>();
  return states.filter(({ levers }) => {
    const key = levers.join();
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

const stateOf = ({ levers }: Problem, { levers: set, row }: Found): State => ({
  levers: set,
  values: set.map((lever) => levers[lever].columns.map((column) => row[column])),
});
