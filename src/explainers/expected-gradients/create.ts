import { roomLike } from '../../numerics/numbers.ts';
import { runningMeans } from '../../numerics/running-means.ts';
import type { Attribution, CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { addByPlayer, askRows, between, differenceFrom, numbersOf, toRows } from '../shared/gradients.ts';
import { overlap } from '../shared/overlap.ts';

export const create: CreateExplainer = (context) => fromTheBackground(context);

/** Steps of the golden ratio, modulo 1, are spread evenly for any number of steps. */
const GOLDEN = 0.6180339887498949;

/**
 * Mean of (x − b) × ∂f/∂x (b + α (x − b)) over background rows b, taken in shuffled rounds, and α
 * in (0, 1), spread evenly. Standard errors are those of as many independent draws, which are an
 * upper bound for these rounds. Values add up to f(x) − E f(b) within their error.
 */
function* fromTheBackground(context: ExplainerContext): Explainer {
  const { players, outputs, samples } = context;
  const numbers = numbersOf(context, 'expected-gradients');
  const { instance, baselines } = numbers;
  const columns = instance.length;
  const random = context.random.fork('paths');
  const ends = roomLike(instance, (baselines.count + 1) * columns);
  ends.set(instance);
  ends.set(baselines.data.subarray(0, baselines.count * columns), columns);
  const answers = yield { kind: 'rows', rows: toRows(baselines.count + 1, columns, ends) };
  const base = Float64Array.from({ length: outputs }, (_, k) => {
    let sum = 0;
    for (let b = 1; b <= baselines.count; b++) sum += answers[b * outputs + k];
    return sum / baselines.count;
  });
  const prediction = answers.slice(0, outputs);

  const means = runningMeans(outputs * players);
  const estimate = (): Attribution => ({
    players,
    outputs,
    base,
    prediction,
    values: means.means(),
    standardErrors: means.errors(),
    additive: true,
    fidelity: {},
    coalitions: means.count,
    complete: false,
  });
  const order = Int32Array.from({ length: baselines.count }, (_, b) => b);
  const most = askRows(numbers);
  let planned = 0;
  let at = random.uniform();
  yield* overlap<readonly Float64Array[]>(
    () => {
      const count = Math.min(most, samples - planned);
      if (!(count > 0)) return null;
      const rows = roomLike(instance, count * columns);
      const batch: Float64Array[] = [];
      for (let row = 0; row < count; row++, planned++) {
        if (planned % order.length === 0) random.shuffle(order);
        const b = order[planned % order.length];
        const baseline = baselines.data.subarray(b * columns, (b + 1) * columns);
        at = (at + GOLDEN) % 1;
        between(numbers, baseline, at, rows.subarray(row * columns, (row + 1) * columns));
        batch.push(differenceFrom(numbers, baseline));
      }
      return { ask: { kind: 'gradients', rows: toRows(count, columns, rows) }, batch };
    },
    (batch, found) => {
      for (const [row, difference] of batch.entries()) {
        const draw = new Float64Array(outputs * players);
        addByPlayer(numbers, { answered: found, row, outputs }, { factor: difference }, draw);
        means.add(draw);
      }
    },
    () => (means.count > 1 ? estimate : undefined),
  );
  return estimate();
}
