import { proximity } from './kernel.ts';
import { createSurrogate, type Surrogate, type SurrogateSettings } from './surrogate.ts';

/** How LIME measures a neighbourhood of things that are there or not. */
export interface BinaryMeasure {
  /** Kernel width, in the distance's units. */
  readonly width: number;
  /** What the cosine distance is multiplied by. */
  readonly scale: number;
}

/** Pictures: lime's LimeImageExplainer. */
export const PICTURE: BinaryMeasure = { width: 0.25, scale: 1 };
/** Sentences: lime's LimeTextExplainer. */
export const SENTENCE: BinaryMeasure = { width: 25, scale: 100 };

/** Cosine distance of a set of `size` of `features` things to all of them, times the scale. */
export const binaryDistance = (size: number, features: number, { scale }: BinaryMeasure): number =>
  (1 - Math.sqrt(size / features)) * scale;

/** Kernel weight of such a set. */
export const binaryWeight = (size: number, features: number, measure: BinaryMeasure): number =>
  proximity(binaryDistance(size, features, measure), measure.width);

/** A surrogate of presence: `add` takes presence (rows × P, 0 or 1) and values (rows × K), the whole first. */
export function binarySurrogate(
  settings: SurrogateSettings,
  measure: BinaryMeasure,
): Omit<Surrogate, 'add'> & {
  add(presence: Float64Array, values: Float64Array): void;
} {
  const { features } = settings;
  const surrogate = createSurrogate(settings);
  return {
    fit: surrogate.fit,
    add(presence, values) {
      const weights = new Float64Array(presence.length / features);
      for (let row = 0; row < weights.length; row++) {
        let size = 0;
        for (let j = 0; j < features; j++) size += presence[row * features + j];
        weights[row] = binaryWeight(size, features, measure);
      }
      surrogate.add(presence, weights, values);
    },
  };
}
