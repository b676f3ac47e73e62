import { message } from '../../catalogue/message.ts';
import type { Outcome, Problem, Search } from '../../counterfactuals/counterfactual.ts';
import { PLAUSIBLE, type Unusualness, unusualness } from '../../counterfactuals/unusual.ts';
import { OrielError } from '../../errors.ts';
import { limits as bounds, CHANGE_MILLISECONDS } from '../../limits.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import type { Counterfactual } from '../../records/counterfactual.ts';
import type { Tipping } from '../../records/tipping.ts';
import { inTime } from '../jobs/in-time.ts';
import { limitedTime } from '../jobs/limited-time.ts';
import type { TabularStudy } from '../studies/study.ts';
import type { ChangeJob } from './change-job.ts';
import { columnFacts } from './column-facts.ts';
import { type Composed, compose, seal } from './compose.ts';
import { drive } from './drive.ts';
import { resolveLimits } from './limits.ts';
import { nearerRows } from './nearer-rows.ts';
import { searchRows } from './search-rows.ts';
import { targetOf } from './target.ts';
import { tipsOfColumns } from './tips-of-columns.ts';

const rarities = new WeakMap<TabularStudy, Unusualness>();

/** How unusual rows are in a study's table, which is found out once. */
function unusualIn(study: TabularStudy): Unusualness {
  const deviations = columnFacts(study).map(({ deviation }, at) => (study.study.columns[at].levels ? 0 : deviation));
  const made = rarities.get(study) ?? unusualness(study.usable().rows, Float64Array.from(deviations));
  rarities.set(study, made);
  return made;
}

/** What can be said before there is anything. */
const NOTHING: Outcome = { found: [], proof: 'none found', bound: null };

/** Time between two updates. */
const NEWS_MILLISECONDS = 100;

/**
 * Looks for the nearest changes that lead to another answer: exactly where the model's structure
 * allows, else by search. Throws what `targetOf` and `resolveLimits` do, and `failure-time`.
 */
export async function findChanges(job: ChangeJob): Promise<Counterfactual> {
  const { study, request, row, pool, structure, start, cancelled, rest, progress } = job;
  const [least, most] = bounds.ways;
  if (!(Number.isInteger(request.count) && request.count >= least && request.count <= most))
    throw new OrielError('request-invalid', { text: message('engine.change.count', { least, most }) });
  const resolved = resolveLimits(study, row, {
    limits: request.limits ?? {},
    countable: structure?.kind === 'linear',
  });
  const time = limitedTime(request.milliseconds ?? CHANGE_MILLISECONDS, start);
  const outputs = study.study.outputs.length;
  const ready = await inTime(time, pool.ready());
  const answers = await inTime(time, pool.answer(row, outputs, new AbortController().signal));
  const { goal, target } = targetOf(study, answers, request.to);

  const unusual = (changed: Numbers) => unusualIn(study).of(changed);
  const accepting: Pick<Problem, 'accepts'> = resolved.limits.plausible
    ? { accepts: (changed) => unusual(changed).share >= PLAUSIBLE }
    : {};
  const problem: Problem = {
    row,
    answers,
    levers: resolved.levers,
    goal,
    most: resolved.limits.changed,
    count: request.count,
    ...accepting,
  };
  let method: Counterfactual['method'] = structure?.kind ?? 'search';
  let tipping: Tipping | null = null;
  function* search(): Search {
    if (request.tipping) {
      const columns = yield* tipsOfColumns(problem, { study, structure }, () => NOTHING);
      tipping = { columns, among: null };
    }
    const found = yield* searchRows(problem, {
      study,
      structure,
      seed: request.seed,
      method: (other) => {
        method = other;
      },
    });
    const [first] = found.found;
    if (!tipping || !first) return found;
    const { columns } = tipping;
    const own = { ...first, proven: found.proof === 'nearest' };
    const among = yield* nearerRows({ ...job, target, outputs, ...accepting }, own, (so) => {
      tipping = { columns, among: so };
      return found;
    });
    tipping = { columns, among };
    return found;
  }

  const composed = (outcome: Outcome, calls: number, stopped: Counterfactual['stopped']): Composed => ({
    ...job,
    resolved,
    target,
    answers,
    ready,
    outcome,
    tipping,
    method,
    calls: calls + 1,
    stopped,
    milliseconds: performance.now() - start,
  });
  let latest = Number.NEGATIVE_INFINITY;
  let told = '';
  const tell = (estimate: () => Outcome, calls: number): void => {
    if (time.now() - latest < NEWS_MILLISECONDS) return;
    const record = compose(composed(estimate(), calls, 'done'), null);
    const said = JSON.stringify([record.ways.map(({ values }) => values), record.bound?.changed, record.tipping]);
    if (said === told) return;
    [latest, told] = [time.now(), said];
    progress({ calls: calls + 1, milliseconds: performance.now() - start, record });
  };
  const { outcome, stopped, calls } = await drive(search(), {
    pool,
    outputs,
    columns: row.length,
    time,
    cancelled,
    rest,
    told: tell,
  });
  return seal(compose(composed(outcome, calls, stopped), unusual), row);
}
