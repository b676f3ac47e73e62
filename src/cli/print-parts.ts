import type { Language } from '../catalogue/language.ts';
import type { CardWords } from '../data/card-words.ts';
import type { PartsCounterfactual } from '../records/parts-counterfactual.ts';
import { answerName } from '../wording/counterfactual-words.ts';
import { partPlaces, partsProof, partsSentence } from '../wording/parts-words.ts';
import type { Line } from './terminal.ts';
import { shorten } from './terminal-text.ts';

/** Hidden parts of a picture that are listed. */
const LISTED = 12;
const SHOWN_TEXT = 60;

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** A record of a text or a picture as lines for the terminal: a sentence for each way. */
export function partsLines(record: PartsCounterfactual, words: CardWords, language: Language): Line[] {
  const { say } = language;
  const { input } = record;
  const shown =
    input.kind === 'text'
      ? say('cli.quoted', { text: shorten(oneLine(input.text), SHOWN_TEXT) })
      : (input.file ?? say('cli.picture'));
  return [
    [{ text: say('cli.heading', { model: words.name, input: shown }), style: 'bold' }],
    say('cli.change.now', { answer: answerName(record, record.modelOutput, words, language) }),
    ...record.ways.flatMap((way, at): Line[] => [
      '',
      [{ text: `${at + 1}. ${partsSentence(record, way, words, language)}`, style: 'bold' }],
      ...partPlaces(record, way, language)
        .slice(0, LISTED)
        .map((place) => `   ${place}`),
      ...(way.text === null
        ? []
        : [
            [
              `   `,
              {
                text:
                  way.text.trim() === ''
                    ? say('cli.parts.empty')
                    : say('cli.parts.result', { text: oneLine(way.text) }),
                style: 'toward',
              },
            ] as const,
          ]),
    ]),
    '',
    partsProof(record, language),
    [
      {
        text: say('cli.change.footer', {
          calls: record.calls,
          seconds: Math.round(record.milliseconds / 100) / 10,
          stopped: record.stopped,
        }),
        style: 'dim',
      },
    ],
  ];
}
