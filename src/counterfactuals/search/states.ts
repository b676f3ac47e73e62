import { type Numbers, roomLike } from '../../numerics/numbers.ts';
import {
  type Ask,
  type Found,
  inOrder,
  isNearer,
  type Outcome,
  type Problem,
  type Reply,
  within,
} from '../counterfactual.ts';
import { merit, reached } from '../goal.ts';
import { costOf, same } from '../lever.ts';

/** Some levers, ascending, and what their columns are set to. */
export interface State {
  readonly levers: readonly number[];
  readonly values: readonly (readonly number[])[];
}

/** A state that the model was asked for. */
export interface Tried extends State {
  readonly merit: number;
  readonly reached: boolean;
  readonly changed: number;
  readonly distance: number;
}

/** Asks the model for states, within a number of rows, and keeps those that reach the goal. */
export interface Trials {
  /** States that were answered; none where there is no budget left for them. */
  tryAll(states: readonly State[]): Generator<Ask, Tried[], Reply>;
  /** Ways that change different levers, the nearest first. */
  ways(): readonly Found[];
  outcome(): Outcome;
  readonly left: number;
}

/** Rows of the first ask, which doubles up to the most: slow models answer few in their time. */
const FIRST_ROWS = 8;
const MOST_ROWS = 256;

export function createTrials(problem: Problem, calls: number): Trials {
  const { row, levers, goal, answers, most, count, accepts } = problem;
  const outputs = answers.length;
  /** The nearest that was found for each set of levers. */
  const bySet = new Map<string, Found>();
  const asked = new Map<string, Tried>();
  let left = calls;
  let size = FIRST_ROWS;
  let stopped = false;

  const rowOf = ({ levers: set, values }: State): Numbers => {
    const changed = row.slice();
    for (const [at, lever] of set.entries())
      for (const [c, column] of levers[lever].columns.entries()) changed[column] = values[at][c];
    return changed;
  };

  function take(state: State, changed: Numbers, answered: Float64Array): Tried {
    const distance = state.levers.reduce((sum, lever, at) => sum + costOf(levers[lever], row, state.values[at]), 0);
    const hit = reached(goal, answered, 0, outputs) && (accepts?.(changed) ?? true);
    const tried = {
      ...state,
      merit: merit(goal, answered, 0, outputs),
      reached: hit,
      changed: state.levers.length,
      distance,
    };
    const key = state.levers.join();
    const before = bySet.get(key);
    if (!hit) return tried;
    const found = {
      row: changed,
      levers: state.levers,
      changed: tried.changed,
      distance,
      answers: answered,
      nearest: false,
    };
    if (!before || inOrder(found, before) < 0) bySet.set(key, found);
    return tried;
  }

  function ways(): Found[] {
    const sorted = [...bySet.values()].sort(inOrder);
    const chosen: Found[] = [];
    for (const found of sorted) {
      if (chosen.length === count) break;
      if (!chosen.some((before) => within(before.levers, found.levers))) chosen.push(found);
    }
    return chosen;
  }

  function outcome(): Outcome {
    const found = ways();
    return { found, proof: found.length > 0 ? 'found by search' : 'none found', bound: null };
  }

  return {
    *tryAll(states) {
      const done: Tried[] = [];
      const open: { readonly key: string; readonly state: State }[] = [];
      for (const given of states) {
        const state = withoutUnchanged(problem, given);
        if (state.levers.length === 0 || state.levers.length > most) continue;
        const key = JSON.stringify([state.levers, state.values]);
        const known = asked.get(key);
        if (known) done.push(known);
        else if (!open.some((other) => other.key === key)) open.push({ key, state });
      }
      for (let from = 0; from < open.length && left > 0 && !stopped; ) {
        const part = open.slice(from, from + Math.min(size, left));
        const rows = roomLike(row, part.length * row.length);
        const changed = part.map(({ state }) => rowOf(state));
        for (const [at, one] of changed.entries()) rows.set(one, at * row.length);
        const { answers: all, stop } = yield { rows, count: part.length, estimate: outcome };
        stopped ||= stop;
        if (all.length === 0) break;
        left -= part.length;
        for (const [at, { key, state }] of part.entries()) {
          const tried = take(state, changed[at], all.slice(at * outputs, (at + 1) * outputs));
          asked.set(key, tried);
          done.push(tried);
        }
        from += part.length;
        size = Math.min(MOST_ROWS, 2 * size);
      }
      return done;
    },
    ways,
    outcome,
    get left() {
      return stopped ? 0 : left;
    },
  };
}

/** A state without levers that it leaves as they are. */
function withoutUnchanged({ row, levers }: Problem, state: State): State {
  const changed = state.levers.map((lever, at) =>
    levers[lever].columns.some((column, c) => !same(row[column], state.values[at][c])),
  );
  if (!changed.includes(false)) return state;
  return {
    levers: state.levers.filter((_, at) => changed[at]),
    values: state.values.filter((_, at) => changed[at]),
  };
}

/** The state with a lever set, or set anew. */
export function withLever({ levers, values }: State, lever: number, setting: readonly number[]): State {
  const at = levers.indexOf(lever);
  if (at >= 0) return { levers, values: values.with(at, setting) };
  const after = levers.findIndex((other) => other > lever);
  const place = after < 0 ? levers.length : after;
  return { levers: levers.toSpliced(place, 0, lever), values: values.toSpliced(place, 0, setting) };
}

export const withoutLever = ({ levers, values }: State, lever: number): State => {
  const at = levers.indexOf(lever);
  return { levers: levers.toSpliced(at, 1), values: values.toSpliced(at, 1) };
};

/** Of those that reach the goal the nearest; else the one that comes nearest to the goal. */
export function bestOf(tried: readonly Tried[]): Tried | null {
  let best: Tried | null = null;
  for (const one of tried)
    if (
      !best ||
      (one.reached === best.reached ? (one.reached ? isNearer(one, best) : one.merit > best.merit) : one.reached)
    )
      best = one;
  return best;
}
