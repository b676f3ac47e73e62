import {
  type Ask,
  isNearer,
  type Nearness,
  type Outcome,
  type Problem,
  type Reply,
} from '../../counterfactuals/counterfactual.ts';
import { reached } from '../../counterfactuals/goal.ts';
import { type Numbers, roomLike } from '../../numerics/numbers.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Counterfactual } from '../../records/counterfactual.ts';
import type { Tipping } from '../../records/tipping.ts';
import { proportion } from '../../whole-model/measure.ts';
import type { ChangeJob } from './change-job.ts';
import { resolveLimits } from './limits.ts';
import { searchRows } from './search-rows.ts';
import { wantedOf } from './target.ts';

type Among = NonNullable<Tipping['among']>;

/** Rows of a table that are compared with; of a larger one so many, drawn at random. */
const COMPARED = 400;
/** Pauses of a search after which it is left undecided which of two is nearer: 0.2 s at most. */
const PAUSES = 20;
/** Rows that are answered at once. */
const AT_A_TIME = 100;

export interface Comparing extends Pick<ChangeJob, 'study' | 'request' | 'number' | 'structure'> {
  readonly target: Counterfactual['target'];
  readonly outputs: number;
  readonly accepts?: Problem['accepts'];
}

/**
 * How many of the table's rows have a nearer way to another answer than that of one row, each
 * within the same limits. `own`: its nearest way, and whether that was proven.
 */
export function* nearerRows(
  { study, request, number, structure, target, outputs, accepts }: Comparing,
  own: Nearness & { readonly proven: boolean },
  estimate: (so: Among | null) => Outcome,
): Generator<Ask, Among | null, Reply> {
  const { rows: table } = study.usable();
  const random = createRandom(request.seed).fork('tipping');
  // Rows that the model cannot take are not among those that are compared.
  const place =
    number === null || table.count === study.study.rows
      ? number
      : Array.from({ length: number }, (_, at) => study.takes(at)).filter((takes) => takes).length;
  const others = Int32Array.from({ length: table.count }, (_, at) => at).filter((at) => at !== place);
  const chosen = others.length <= COMPARED ? others : random.shuffle(others).slice(0, COMPARED);
  /** Of two classes each row's own other one. */
  const to = target.kind === 'class' && target.threshold !== null ? undefined : request.to;
  const limits = request.limits ?? {};
  let [nearer, compared, undecided, exact] = [0, 0, 0, own.proven];
  let finished = false;
  const among = (): Among | null => {
    if (compared === 0) return null;
    const decided = compared - undecided;
    const [least, most] = [nearer, nearer + undecided].map((count) => proportion(count, compared));
    const all = finished && chosen.length === others.length;
    return {
      nearer,
      rows: compared,
      undecided,
      all,
      share: decided > 0 ? nearer / decided : 0,
      low: all ? nearer / compared : (least.low ?? 0),
      high: all ? (nearer + undecided) / compared : (most.high ?? 1),
      exact,
    };
  };
  const told = () => estimate(among());
  for (let from = 0; from < chosen.length; from += AT_A_TIME) {
    const part = chosen.slice(from, from + AT_A_TIME);
    const rows = roomLike(table.data, part.length * table.columns);
    const rowAt = (at: number): Numbers => table.data.slice(at * table.columns, (at + 1) * table.columns);
    for (const [place, at] of part.entries()) rows.set(rowAt(at), place * table.columns);
    const { answers, stop } = yield { rows, count: part.length, estimate: told };
    if (stop || answers.length === 0) return among();
    for (const [place, at] of part.entries()) {
      const given = answers.slice(place * outputs, (place + 1) * outputs);
      if (given.some(Number.isNaN)) continue;
      const { goal } = wantedOf(study, given, to);
      if (reached(goal, given, 0, outputs)) continue;
      const row = rowAt(at);
      const { levers, limits: resolved } = resolveLimits(study, row, {
        limits,
        countable: structure?.kind === 'linear',
      });
      // Ways with more changes than the row's own are no nearer.
      const most = Math.min(own.changed, resolved.changed);
      const problem: Problem = { row, answers: given, levers, goal, most, count: 1, ...(accepts && { accepts }) };
      const verdict = yield* isNearerThan(own, problem);
      if (verdict === 'halted') return among();
      compared++;
      if (verdict === 'nearer') nearer++;
      if (verdict === 'undecided') undecided++;
      if (verdict === 'unproven') exact = false;
    }
  }
  finished = true;
  return among();

  /** Searches only until that is certain. */
  function* isNearerThan(
    limit: Nearness,
    problem: Problem,
  ): Generator<Ask, 'nearer' | 'farther' | 'unproven' | 'undecided' | 'halted', Reply> {
    if (problem.most === 0 || problem.levers.length === 0) return 'farther';
    const search = searchRows(problem, { study, structure, seed: request.seed });
    let pauses = 0;
    for (let next = search.next(); ; ) {
      const { found, bound, proof } = next.done ? next.value : next.value.estimate();
      if (found.some((one) => isNearer(one, limit))) return 'nearer';
      if (bound && !isNearer(bound, limit)) return 'farther';
      if (next.done) return proof === 'none within limits' ? 'farther' : 'unproven';
      if (next.value.count === 0 && ++pauses > PAUSES) return 'undecided';
      const reply: Reply = yield { ...next.value, estimate: told };
      if (reply.stop) return 'halted';
      next = search.next(reply);
    }
  }
}
