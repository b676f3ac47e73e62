import type { Language } from '../catalogue/language.ts';
import type { Examples } from '../records/examples.ts';
import { answerName, type ChangeWords, cellName, columnName, markedName } from './counterfactual-words.ts';

type Example = Examples['same'][number];

/** "Row 17: good risk (81 %), distance 1.42" */
export const exampleTitle = (
  record: Examples,
  { row, distance, output }: Example,
  words: ChangeWords,
  language: Language,
) => language.say('chart.change.examples.row', { row, answer: answerName(record, output, words, language), distance });

/** What an example has other than the row: the column, the row's value and its own. */
export interface Difference {
  readonly column: string;
  readonly own: string;
  readonly other: string;
}

/** In the order of the columns. */
export function differences(
  { input }: Examples,
  { values }: Example,
  words: ChangeWords,
  language: Language,
): Difference[] {
  return input.columns.flatMap((column, at): Difference[] => {
    const [own, other] = [input.values[at], values[at]];
    if (own === other) return [];
    const shown = (cell: typeof own) => cellName(column, cell, words, language);
    const name = markedName(columnName(column, words), [column], words, language);
    return [{ column: name, own: shown(own), other: shown(other) }];
  });
}

/** How many rows were compared, and whether none is nearer. */
export const examplesCompared = ({ rows, complete }: Examples, language: Language): string =>
  language.say('chart.change.examples.complete', { rows, complete });
