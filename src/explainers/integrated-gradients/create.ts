import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { type Numbers, roomLike } from '../../numerics/numbers.ts';
import type { CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { addByPlayer, askRows, between, differenceFrom, numbersOf, toRows } from '../shared/gradients.ts';

export const create: CreateExplainer = (context, options) => alongThePath(context, options.baseline === 'zero');

const MOST_STEPS = 256;

/** Steps per ask where tokens are embedded. */
const TOKEN_STEPS = 16;

/**
 * (x − b) × ∫ ∂f/∂x (b + α (x − b)) dα (for texts, by their tokens' embeddings), by Gauss–Legendre
 * quadrature with as many steps as there are samples, up to 256. Values add up to f(x) − f(b) up to
 * the quadrature's error, which is the record's additivity residual.
 */
function* alongThePath(context: ExplainerContext, zero: boolean): Explainer {
  const { players, outputs, samples } = context;
  const numbers = numbersOf(context, 'integrated-gradients');
  const columns = numbers.instance.length;
  const baseline =
    zero && !numbers.tokens ? roomLike(numbers.instance, columns) : meanOf(numbers.baselines.data, columns);
  const ends = roomLike(numbers.instance, 2 * columns);
  ends.set(baseline);
  ends.set(numbers.instance, columns);
  const answers = yield { kind: 'rows', rows: toRows(2, columns, ends) };

  const steps = Math.max(1, Math.min(MOST_STEPS, Number.isFinite(samples) ? Math.floor(samples) : 64));
  const { nodes, weights } = gaussLegendre(steps);
  const difference = differenceFrom(numbers, baseline);
  const values = new Float64Array(outputs * players);
  const most = numbers.tokens ? TOKEN_STEPS : askRows(numbers);
  for (let from = 0; from < steps; from += most) {
    const count = Math.min(most, steps - from);
    if (numbers.tokens) {
      const at = nodes.slice(from, from + count);
      const found = yield { kind: 'embedding-path', rows: toRows(2, columns, ends), at };
      addPlaces(numbers.playerOf, found, weights.subarray(from, from + count), values);
      continue;
    }
    const rows = roomLike(numbers.instance, count * columns);
    for (let row = 0; row < count; row++)
      between(numbers, baseline, nodes[from + row], rows.subarray(row * columns, (row + 1) * columns));
    const found = yield { kind: 'gradients', rows: toRows(count, columns, rows) };
    for (let row = 0; row < count; row++)
      addByPlayer(
        numbers,
        { answered: found, row, outputs },
        { factor: difference, weight: weights[from + row] },
        values,
      );
  }
  return {
    players,
    outputs,
    base: answers.slice(0, outputs),
    prediction: answers.slice(outputs),
    values,
    standardErrors: null,
    additive: true,
    fidelity: {},
    coalitions: steps,
    complete: true,
  };
}

/** Adds what each place contributes at each step (steps × K × columns) to its player. */
function addPlaces(playerOf: Int32Array, found: Float64Array, weights: Float64Array, values: Float64Array): void {
  const columns = playerOf.length;
  const outputs = found.length / columns / weights.length;
  const players = values.length / outputs;
  for (let at = 0; at < found.length; at++) {
    const player = playerOf[at % columns];
    const row = Math.floor(at / columns);
    if (player >= 0) values[(row % outputs) * players + player] += weights[Math.floor(row / outputs)] * found[at];
  }
}

function meanOf(rows: Numbers, columns: number): Numbers {
  const count = rows.length / columns;
  return roomLike(rows, columns).map((_, c) => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += rows[row * columns + c];
    return sum / count;
  });
}
