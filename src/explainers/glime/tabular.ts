import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { type Numbers, precisionOf, roomLike } from '../../numerics/numbers.ts';
import type { Random } from '../../numerics/random.ts';
import type { Explainer, ExplainerContext } from '../explainer.ts';
import { rowLimit } from '../lime/kernel.ts';
import type { FeatureSelection } from '../lime/selections.ts';
import { around, CONTROLS, type PairSampler, replaced } from './columns.ts';
import { areEnough } from './fit.ts';
import { explainLocally } from './local.ts';

export interface GlimeTabularOptions {
  /** Whether numeric columns also keep their value or take one from another range of the data. */
  readonly discretize: boolean;
  /** How often such a column, or a category, keeps its value. */
  readonly keep: number;
  /** Otherwise: the standard deviation of numeric columns' draws, in the column's own. */
  readonly width: number;
  /** 0: all. */
  readonly numFeatures: number;
  readonly featureSelection: FeatureSelection;
}

/**
 * GLIME on a table: rows drawn around the explained one, each with weight 1, and plain least
 * squares. A column keeps its value or takes another (GLIME-Binomial); without ranges, numeric
 * columns are normal (GLIME-Gauss). Draws come in mirrored pairs, so that most effects that are
 * even around the explained row cancel. Reference: Tan, Tian and Li, NeurIPS 2023 (arXiv
 * 2311.15722).
 * @throws OrielError `request-invalid` where players are groups of columns.
 */
export function* glimeTabular(context: ExplainerContext, options: GlimeTabularOptions): Explainer {
  const { input, players, random, pulse } = context;
  if (input.kind !== 'tabular' || input.statistics.length !== players) {
    throw new OrielError('request-invalid', { text: message('explaining.singleColumns', { name: 'GLIME' }) });
  }
  const { instance, statistics } = input;
  const precision = precisionOf(instance);
  const samplersFrom = (stream: Random): PairSampler[] =>
    statistics.map((column, j) =>
      column.kind === 'categorical' || options.discretize
        ? replaced(column, instance[j], options.keep, stream)
        : around(column, { value: instance[j], precision }, options.width, stream),
    );
  const samplers = samplersFrom(random);
  // Controls follow the features, for each column that has any.
  const starts = new Int32Array(players);
  let width = players;
  for (const [j, { controlled }] of samplers.entries()) {
    starts[j] = width;
    if (controlled) width += CONTROLS;
  }
  // They are not kept where there are never rows enough for them: of thousands of columns, they
  // would be most of what is held in memory.
  const mostRows = rowLimit(context.samples, width, context.outputs);
  const controls = areEnough(mostRows, width) ? width - players : 0;
  width = players + controls;

  /**
   * Draws `count` rows: returns their design, and writes their values into `data` after `skip`
   * rows.
   */
  const drawFrom = (
    columns: readonly PairSampler[],
    count: number,
    data: Numbers | null,
    skip: number,
  ): Float64Array => {
    const design = new Float64Array(count * width);
    for (let row = 0; row < count; row += 2) {
      pulse?.();
      for (let j = 0; j < players; j++) {
        const pair = columns[j].draw();
        for (let side = 0; side < 2 && row + side < count; side++) {
          const at = (row + side) * width;
          if (data) data[(row + side + skip) * players + j] = pair.data[side];
          design[at + j] = pair.design[side];
          if (controls > 0 && columns[j].controlled) design.set(pair.controls[side], at + starts[j]);
        }
      }
    }
    return design;
  };

  return yield* explainLocally(context, {
    first: Float64Array.from(samplers, ({ first }) => first),
    count: options.numFeatures,
    selection: options.featureSelection,
    controls,
    mostRows,
    firstPairs: 50,
    draw(count, whole) {
      const skip = whole ? 1 : 0;
      const data = roomLike(instance, (count + skip) * players);
      if (whole) data.set(instance);
      const design = drawFrom(samplers, count, data, skip);
      return { ask: { kind: 'rows', rows: { count: count + skip, columns: players, data } }, design };
    },
    redraw: controls > 0 ? (count) => drawFrom(samplersFrom(random.fork('redraw')), count, null, 0) : undefined,
  });
}
