import { isolated } from '../catalogue/isolate.ts';
import type { Language } from '../catalogue/language.ts';
import type { Card } from '../data/card.ts';
import type { Counterfactual } from '../records/counterfactual.ts';
import { isProtected } from '../wording/answer-sentence.ts';
import {
  answerName,
  type ChangeWords,
  cellName,
  columnName,
  markedName,
  proofSentence,
  relaxing,
  unusualSentence,
  waySentence,
} from '../wording/counterfactual-words.ts';
import { markedWords, remarkOn } from '../wording/display.ts';
import { amongSentence, tippingLines } from '../wording/tipping-words.ts';
import type { Line } from './terminal.ts';
import { padEnd, widthOf } from './terminal-text.ts';

/** A record as lines for the terminal: a sentence for each way, with what changes below it. */
export function counterfactualLines(record: Counterfactual, card: Card, language: Language): Line[] {
  const { say } = language;
  const words = markedWords(card, language);
  const now = answerName(record, record.modelOutput, words, language);
  const { row } = record.input;
  const input = row === null ? say('cli.values') : say('cli.row', { row });
  const fixed = record.limits.columns.filter(({ why }) => why !== null && why !== 'one value');
  const changed = record.ways.flatMap(({ changes }) => changes.map(({ column }) => column));
  const named = new Set([...changed, ...(record.tipping?.columns ?? []).flatMap(({ columns }) => columns)]);
  const marked = remarkOn(
    [...named].filter((name) => isProtected(card, [name])),
    card,
    language,
  );
  const relax = relaxing(record, words, language);
  return [
    [{ text: say('cli.heading', { model: words.name, input }), style: 'bold' }],
    say('cli.change.now', { answer: now }),
    ...record.ways.flatMap((way, at) => {
      const names = way.changes.map(({ column }) => {
        const unit = words.unit(column);
        const name = markedName(columnName(column, words), [column], words, language);
        return isolated(unit ? `${name} (${unit})` : name, language.direction);
      });
      const width = Math.max(...names.map(widthOf));
      const unusual = unusualSentence(way, language);
      return [
        '',
        [{ text: `${at + 1}. ${waySentence(record, way, words, language)}`, style: 'bold' }],
        ...way.changes.map(({ column, from, to }, place): Line => {
          const [before, after] = [from, to].map((cell) => cellName(column, cell, words, language));
          return [`   ${padEnd(names[place], width)}  ${before} → `, { text: after, style: 'toward' }];
        }),
        ...(unusual ? [[{ text: `   ${unusual}`, style: 'dim' } as const]] : []),
      ] satisfies Line[];
    }),
    '',
    proofSentence(record, language),
    ...(relax ? [relax] : []),
    ...(fixed.length > 0 && !relax
      ? [
          [
            {
              text: say('cli.change.fixed', {
                columns: fixed.map(({ name }) => markedName(columnName(name, words), [name], words, language)),
              }),
              style: 'dim',
            } as const,
          ],
        ]
      : []),
    ...tippingPart(record, words, language),
    ...(marked ? ['', marked] : []),
    '',
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

/** How near it is to tipping, where that was asked: a line a column, and the table's rows. */
function tippingPart(record: Counterfactual, words: ChangeWords, language: Language): Line[] {
  if (!record.tipping) return [];
  const lines = tippingLines(record, words, language);
  const names = lines.map(({ name, now }) => isolated(`${name} = ${now}`, language.direction));
  const width = Math.max(0, ...names.map(widthOf));
  const among = amongSentence(record, language);
  return [
    '',
    [{ text: language.say('chart.tipping.title'), style: 'bold' }],
    ...lines.map(
      ({ text, tips }, at): Line => [`   ${padEnd(names[at], width)}  `, tips ? text : { text, style: 'dim' }],
    ),
    ...(among ? ['', among] : []),
  ];
}
