import { message } from '../../catalogue/message.ts';
import {
  type Ask,
  isNearer,
  type Outcome,
  type Problem,
  type Reply,
  type Search,
} from '../../counterfactuals/counterfactual.ts';
import { foundBySearch } from '../../counterfactuals/found-by-search.ts';
import { nearestInLinear } from '../../counterfactuals/nearest-in-linear.ts';
import { nearestInTrees } from '../../counterfactuals/nearest-in-trees.ts';
import { PLAUSIBLE, type Unusualness, unusualness } from '../../counterfactuals/unusual.ts';
import { OrielError } from '../../errors.ts';
import { limits as bounds, CHANGE_MILLISECONDS } from '../../limits.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Counterfactual } from '../../records/counterfactual.ts';
import { inTime } from '../jobs/in-time.ts';
import { limitedTime } from '../jobs/limited-time.ts';
import type { TabularStudy } from '../studies/study.ts';
import type { ChangeJob } from './change-job.ts';
import { columnFacts } from './column-facts.ts';
import { type Composed, compose, seal } from './compose.ts';
import { drive } from './drive.ts';
import { resolveLimits } from './limits.ts';
import { targetOf } from './target.ts';

const rarities = new WeakMap<TabularStudy, Unusualness>();

/** How unusual rows are in a study's table, which is found out once. */
function unusualIn(study: TabularStudy): Unusualness {
  const deviations = columnFacts(study).map(({ deviation }, at) => (study.study.columns[at].levels ? 0 : deviation));
  const made = rarities.get(study) ?? unusualness(study.usable().rows, Float64Array.from(deviations));
  rarities.set(study, made);
  return made;
}

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

  const table = study.usable().rows;
  const unusual = (changed: Numbers) => unusualIn(study).of(changed);
  const problem: Problem = {
    row,
    answers,
    levers: resolved.levers,
    goal,
    most: resolved.limits.changed,
    count: request.count,
    ...(resolved.limits.plausible && { accepts: (changed) => unusual(changed).share >= PLAUSIBLE }),
  };
  let method: Counterfactual['method'] = structure?.kind ?? 'search';
  function* exactly(): Generator<Ask, Outcome | null, Reply> {
    if (structure?.kind === 'linear') return yield* nearestInLinear(problem, structure, table);
    const seen = (column: number) => columnFacts(study)[column].seen;
    return structure ? yield* nearestInTrees(problem, structure, seen) : null;
  }
  function* search(): Search {
    const exact = yield* exactly();
    if (exact && (exact.proof === 'none within limits' || (exact.bound && exact.found.length > 0))) return exact;
    const found = yield* foundBySearch(problem, { table, random: createRandom(request.seed).fork('counterfactual') });
    const [own, other] = [exact?.found[0], found.found[0]];
    if (exact && own && !(other && isNearer(other, own))) return exact;
    method = 'search';
    if (!exact?.bound) return found;
    // What was excluded stays so, whatever is found beyond it.
    return { ...found, proof: found.found.length > 0 ? 'within gap' : 'none found', bound: exact.bound };
  }

  const composed = (outcome: Outcome, calls: number, stopped: Counterfactual['stopped']): Composed => ({
    ...job,
    resolved,
    target,
    answers,
    ready,
    outcome,
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
    const said = JSON.stringify([record.ways.map(({ values }) => values), record.bound?.changed]);
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
