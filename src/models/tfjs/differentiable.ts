import type { ModelFacts } from '../model.ts';

/** Layers, and operators of graphs, that are convolutions of pictures. */
export const CONVOLUTION =
  /^(_?Fused)?(Depthwise|Separable)?Conv2[dD](Native|Transpose)?$|^Conv2DTranspose$|^_FusedConv2D$/;

export type Derivative = 'input' | 'convolution';

/**
 * What a model gives besides its answers: only TensorFlow.js gives derivatives, and none by whole
 * numbers.
 */
export function derivativesOf({ format, inputs, operators }: ModelFacts): readonly Derivative[] {
  if (format !== 'tfjs' || inputs.some(({ type }) => type !== 'float32')) return [];
  return operators.some((operator) => CONVOLUTION.test(operator)) ? ['input', 'convolution'] : ['input'];
}

/** The same for a model of text: derivatives by the embeddings of its tokens. */
export const textDerivativesOf = ({ format, operators }: ModelFacts): readonly Derivative[] =>
  format === 'tfjs' && operators.includes('Embedding') ? ['input'] : [];
