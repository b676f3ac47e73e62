import { isolated } from '../catalogue/isolate.ts';
import type { Language } from '../catalogue/language.ts';
import type { Counterfactual } from '../records/counterfactual.ts';
import {
  answerName,
  type ChangeWords,
  cellName,
  columnName,
  proofSentence,
  relaxing,
  unusualSentence,
  waySentence,
} from '../wording/counterfactual-words.ts';
import type { Line } from './terminal.ts';
import { padEnd, widthOf } from './terminal-text.ts';

/** A record as lines for the terminal: a sentence for each way, with what changes below it. */
export function counterfactualLines(
  record: Counterfactual,
  words: ChangeWords & { readonly name: string },
  language: Language,
): Line[] {
  const { say } = language;
  const now = answerName(record, record.modelOutput, words, language);
  const { row } = record.input;
  const input = row === null ? say('cli.values') : say('cli.row', { row });
  const fixed = record.limits.columns.filter(({ why }) => why !== null && why !== 'one value');
  const relax = relaxing(record, words, language);
  return [
    [{ text: say('cli.heading', { model: words.name, input }), style: 'bold' }],
    say('cli.change.now', { answer: now }),
    ...record.ways.flatMap((way, at) => {
      const names = way.changes.map(({ column }) => {
        const unit = words.unit(column);
        return isolated(
          unit ? `${columnName(column, words)} (${unit})` : columnName(column, words),
          language.direction,
        );
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
              text: say('cli.change.fixed', { columns: fixed.map(({ name }) => columnName(name, words)) }),
              style: 'dim',
            } as const,
          ],
        ]
      : []),
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
