import type { Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { numbersOf, rowsOf } from './shared/gradients.ts';

/** Where the last convolution saw what speaks for an answer (Selvaraju et al. 2017). */
export const gradCam: ExplainerDescription = {
  name: 'grad-cam',
  label: 'Grad-CAM',
  help: 'Shows where the network’s last convolution found what speaks for the answer; coarse, and quick.',
  family: 'other',
  inputs: ['image'],
  options: {},
  defaultSamples: () => 1,
  links: false,
  derivatives: 'convolution',
  create: (context) => lastConvolution(context),
};

/** The heat map, drawn large between its cells' centres, as the mean over each segment. */
function* lastConvolution(context: ExplainerContext): Explainer {
  const { players, outputs } = context;
  const numbers = numbersOf(context, 'grad-cam');
  const { instance, picture } = numbers;
  const prediction = yield { kind: 'rows', rows: rowsOf(1, instance.length, instance) };
  const found = yield { kind: 'heat-map', rows: rowsOf(1, instance.length, instance) };
  const [height, width] = found;
  const values = new Float64Array(outputs * players);
  if (picture) {
    const sizes = new Float64Array(players);
    for (const segment of picture.segments) sizes[segment]++;
    for (let k = 0; k < outputs; k++) {
      const map = found.subarray(2 + k * height * width, 2 + (k + 1) * height * width);
      for (const [pixel, segment] of picture.segments.entries()) {
        const [x, y] = [pixel % picture.width, Math.floor(pixel / picture.width)];
        const heat = at(
          map,
          height,
          width,
          ((y + 0.5) / picture.height) * height - 0.5,
          ((x + 0.5) / picture.width) * width - 0.5,
        );
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

/**
 * A map's value between its cells, bilinear; past the outermost centres it stays as it is there.
 */
function at(map: Float64Array, height: number, width: number, y: number, x: number): number {
  const [cy, cx] = [Math.min(height - 1, Math.max(0, y)), Math.min(width - 1, Math.max(0, x))];
  const [top, left] = [Math.floor(cy), Math.floor(cx)];
  const [bottom, right] = [Math.min(height - 1, top + 1), Math.min(width - 1, left + 1)];
  const [fy, fx] = [cy - top, cx - left];
  const above = map[top * width + left] * (1 - fx) + map[top * width + right] * fx;
  const below = map[bottom * width + left] * (1 - fx) + map[bottom * width + right] * fx;
  return above * (1 - fy) + below * fy;
}
