import { proximity } from './kernel.ts';

/** How LIME measures a neighbourhood of things that are present or not. */
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
