import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { ExplainerDescription, InputNumbers } from '../../explainers/explainer.ts';
import type { ImageGame, TextGame } from '../../games/game.ts';
import { pictureOwners } from '../../games/image-masker.ts';
import { NO_TOKEN } from '../../games/text-masker.ts';
import type { Derivative } from '../../models/tfjs/differentiable.ts';
import type { Subject } from './subject.ts';

/**
 * The input as explainers that use derivatives see it. Throws `request-invalid` where the model
 * does not give the kind of derivatives they need.
 */
export function inputNumbers(
  { name, derivatives }: ExplainerDescription,
  given: readonly Derivative[],
  { masker, explained }: Subject,
): InputNumbers {
  if (derivatives && !given.includes(derivatives)) {
    if (given.length > 0) throw new OrielError('request-invalid', { text: message('explaining.needsConvolution') });
    throw needsGradients(name);
  }
  if (masker.kind === 'image') return pictureNumbers(masker);
  if (masker.kind === 'text') return tokenNumbers(masker);
  if (explained.kind !== 'tabular') throw needsGradients(name);
  const { instance, background, playerOf } = masker;
  const scale = Float32Array.from(explained.statistics, ({ deviation }) => deviation);
  return { instance, baselines: background, playerOf, tokens: false, scale, picture: null };
}

const needsGradients = (name: string): OrielError =>
  new OrielError('request-invalid', { text: message('explaining.needsGradients', { name }) });

function pictureNumbers(game: ImageGame): InputNumbers {
  const { picture, fill, segments, width, height } = game;
  const [low, high] = picture.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Infinity, -Infinity],
  );
  return {
    instance: picture,
    baselines: { count: 1, columns: picture.length, data: fill },
    playerOf: pictureOwners(game),
    tokens: false,
    scale: new Float32Array(picture.length).fill(high - low),
    picture: { width, height, segments },
  };
}

/**
 * A text, and the same text with all its words hidden, place by place: unlike in a game that
 * removes words, none moves up.
 */
function tokenNumbers({ ids, playerOf, absent, mask, columns, padding }: TextGame): InputNumbers {
  const first = padding === 'left' ? columns - ids.length : 0;
  const row = (value: (at: number) => number, empty: number) =>
    Float32Array.from({ length: columns }, (_, place) =>
      place >= first && place < first + ids.length ? value(place - first) : empty,
    );
  return {
    instance: row((at) => ids[at], NO_TOKEN),
    baselines: {
      count: 1,
      columns,
      data: row((at) => (playerOf[at] < 0 ? ids[at] : absent === 'mask' ? mask : NO_TOKEN), NO_TOKEN),
    },
    playerOf: Int32Array.from(row((at) => playerOf[at], -1)),
    tokens: true,
    scale: new Float32Array(columns).fill(1),
    picture: null,
  };
}
