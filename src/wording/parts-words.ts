import type { Language } from '../catalogue/language.ts';
import { percent } from '../charts/format.ts';
import { decodeSegments } from '../data/pictures/segment-map.ts';
import type { PartsCounterfactual } from '../records/parts-counterfactual.ts';
import { answerName, type ChangeWords } from './counterfactual-words.ts';

type Way = PartsCounterfactual['ways'][number];

/** A part of a text as it stands there; of equal words that are one part, the first. */
function wordAt({ input }: PartsCounterfactual, part: number): string {
  if (input.kind !== 'text') return '';
  const [[start, end]] = input.spans[part];
  return input.text.slice(start, end);
}

/** "It would no longer be promoter (81 %) but detractor (52 %) without “love”." */
export function partsSentence(
  record: PartsCounterfactual,
  { parts, by, output, distance }: Way,
  words: ChangeWords,
  language: Language,
): string {
  const [before, after] = [record.modelOutput, output].map((each) => answerName(record, each, words, language));
  const { input } = record;
  if (input.kind === 'image')
    return language.say('chart.change.parts.hide', {
      before,
      after,
      parts: parts.length,
      all: input.parts,
      share: percent(distance, 0, language),
    });
  const named = parts.map((part, at) => {
    const word = wordAt(record, part);
    return by
      ? language.say('chart.change.parts.swapped', { word, by: by[at] })
      : language.say('chart.change.parts.quoted', { word });
  });
  const listed = language.list(named).join('');
  return by
    ? language.say('chart.change.parts.swap', { before, after, changes: listed })
    : language.say('chart.change.parts.remove', { before, after, words: listed });
}

/** What is certain of what was found. */
export function partsProof({ proof, bound, limits }: PartsCounterfactual, language: Language): string {
  switch (proof) {
    case 'nearest':
      return language.say('chart.change.parts.fewest');
    case 'none within limits':
      return language.say('chart.change.parts.none', { most: limits.changed });
    case 'none found':
      return language.say('chart.change.parts.notFound', { changed: bound?.changed ?? 0 });
    default:
      return bound
        ? language.say('chart.change.parts.gap', { changed: bound.changed })
        : language.say('chart.change.parts.bySearch');
  }
}

const PLACES = [
  ['topLeft', 'top', 'topRight'],
  ['left', 'centre', 'right'],
  ['bottomLeft', 'bottom', 'bottomRight'],
] as const;

/** Where each hidden part of a picture is, and how large; none for texts. */
export function partPlaces(
  { input }: Pick<PartsCounterfactual, 'input'>,
  { parts }: Pick<Way, 'parts'>,
  language: Language,
): string[] {
  if (input.kind !== 'image') return [];
  const { width, height } = input;
  const segments = decodeSegments(input.segments, width, height);
  return parts.map((part) => {
    let [pixels, across, down] = [0, 0, 0];
    for (const [at, segment] of segments.entries()) {
      if (segment !== part) continue;
      pixels++;
      across += at % width;
      down += Math.floor(at / width);
    }
    const third = (sum: number, size: number) => Math.min(2, Math.floor((3 * sum) / (pixels * size)));
    return language.say('chart.change.parts.place', {
      part: part + 1,
      place: PLACES[third(down, height)][third(across, width)],
      share: percent(pixels / segments.length, 0, language),
    });
  });
}
