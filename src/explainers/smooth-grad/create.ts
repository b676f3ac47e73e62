import { roomLike } from '../../numerics/numbers.ts';
import { runningMeans } from '../../numerics/running-means.ts';
import type { Attribution, CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { addByPlayer, askRows, numbersOf, toRows } from '../shared/gradients.ts';
import { overlap } from '../shared/overlap.ts';

export const create: CreateExplainer = (context, options) => withNoise(context, Number(options.noise));

/**
 * Mean of ∂f/∂x over normal noise, times each number's scale: what one standard deviation more (for
 * pictures, the whole range) would add.
 */
function* withNoise(context: ExplainerContext, noise: number): Explainer {
  const { players, outputs, samples } = context;
  const numbers = numbersOf(context, 'smooth-grad');
  const { instance, scale } = numbers;
  const columns = instance.length;
  const random = context.random.fork('noise');
  const prediction = yield { kind: 'rows', rows: toRows(1, columns, instance) };
  const means = runningMeans(outputs * players);
  const estimate = (): Attribution => ({
    players,
    outputs,
    base: new Float64Array(outputs),
    prediction,
    values: means.means(),
    standardErrors: means.errors(),
    additive: false,
    fidelity: {},
    coalitions: means.count,
    complete: false,
  });
  const most = askRows(numbers);
  let planned = 0;
  yield* overlap<number>(
    () => {
      const count = Math.min(most, samples - planned);
      if (!(count > 0)) return null;
      planned += count;
      const rows = roomLike(instance, count * columns).map((_, i) => {
        const c = i % columns;
        return instance[c] + noise * scale[c] * random.normal();
      });
      return { ask: { kind: 'gradients', rows: toRows(count, columns, rows) }, batch: count };
    },
    (count, found) => {
      for (let row = 0; row < count; row++) {
        const draw = new Float64Array(outputs * players);
        addByPlayer(numbers, { answered: found, row, outputs }, { factor: scale }, draw);
        means.add(draw);
      }
    },
    () => (means.count > 1 ? estimate : undefined),
  );
  return estimate();
}
