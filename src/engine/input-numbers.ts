import { OrielError } from '../errors.ts';
import type { ExplainerDescription, InputNumbers } from '../explainers/explainer.ts';
import type { ImageGame } from '../games/game.ts';
import type { Derivative } from '../models/tfjs/differentiable.ts';
import { explainerWords } from '../words/en.ts';
import type { Subject } from './subject.ts';

/** The input as explainers by derivatives see it. Throws `request-invalid` where the model gives none of the kind needed. */
export function inputNumbers(
  { name, derivatives }: ExplainerDescription,
  given: readonly Derivative[],
  { masker, explained }: Subject,
): InputNumbers {
  if (derivatives && !given.includes(derivatives)) {
    const text = given.length > 0 ? explainerWords.needsConvolution : explainerWords.needsGradients(name);
    throw new OrielError('request-invalid', { text });
  }
  if (masker.kind === 'image') return pictureNumbers(masker);
  if (masker.kind !== 'tabular' || explained.kind !== 'tabular')
    throw new OrielError('request-invalid', { text: explainerWords.needsGradients(name) });
  const { instance, background, playerOf } = masker;
  const scale = Float32Array.from(explained.statistics, ({ deviation }) => deviation);
  return { instance, baselines: background, playerOf, scale, picture: null };
}

function pictureNumbers({ picture, fill, segments, channels, layout, width, height }: ImageGame): InputNumbers {
  const pixels = width * height;
  const playerOf = Int32Array.from(picture, (_, at) => segments[layout === 'NCHW' ? at % pixels : Math.floor(at / channels)]);
  const [low, high] = picture.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  return {
    instance: picture,
    baselines: { count: 1, columns: picture.length, data: fill },
    playerOf,
    scale: new Float32Array(picture.length).fill(high - low),
    picture: { width, height, segments },
  };
}
