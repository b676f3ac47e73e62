import type { CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { numbersOf, toRows } from '../shared/gradients.ts';

export const create: CreateExplainer = (context) => lastConvolution(context);

/** The heat map, enlarged to the picture's size, as the mean over each segment. */
function* lastConvolution(context: ExplainerContext): Explainer {
  const { players, outputs } = context;
  const numbers = numbersOf(context, 'grad-cam');
  const { instance, picture } = numbers;
  const prediction = yield { kind: 'rows', rows: toRows(1, instance.length, instance) };
  const found = yield { kind: 'heat-map', rows: toRows(1, instance.length, instance) };
  const [height, width] = found;
  const values = new Float64Array(outputs * players);
  if (picture) {
    const sizes = new Float64Array(players);
    for (const segment of picture.segments) sizes[segment]++;
    for (let k = 0; k < outputs; k++) {
      const map: HeatMap = {
        cells: found.subarray(2 + k * height * width, 2 + (k + 1) * height * width),
        height,
        width,
      };
      for (const [pixel, segment] of picture.segments.entries()) {
        const [x, y] = [pixel % picture.width, Math.floor(pixel / picture.width)];
        const down = ((y + 0.5) / picture.height) * height - 0.5;
        const across = ((x + 0.5) / picture.width) * width - 0.5;
        const heat = interpolated(map, down, across);
        values[k * players + segment] += heat / sizes[segment];
      }
    }
  }
  return {
    players,
    outputs,
    base: new Float64Array(outputs),
    prediction,
    values,
    standardErrors: null,
    additive: false,
    fidelity: {},
    coalitions: 1,
    complete: true,
  };
}

interface HeatMap {
  /** height × width. */
  readonly cells: Float64Array;
  readonly height: number;
  readonly width: number;
}

/**
 * The heat between the centres of cells, bilinear; beyond the outermost centres it stays constant.
 */
function interpolated({ cells, height, width }: HeatMap, y: number, x: number): number {
  const [cy, cx] = [Math.min(height - 1, Math.max(0, y)), Math.min(width - 1, Math.max(0, x))];
  const [top, left] = [Math.floor(cy), Math.floor(cx)];
  const [bottom, right] = [Math.min(height - 1, top + 1), Math.min(width - 1, left + 1)];
  const [fy, fx] = [cy - top, cx - left];
  const above = cells[top * width + left] * (1 - fx) + cells[top * width + right] * fx;
  const below = cells[bottom * width + left] * (1 - fx) + cells[bottom * width + right] * fx;
  return above * (1 - fy) + below * fy;
}
