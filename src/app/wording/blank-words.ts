import type { Language } from '../../catalogue/language.ts';
import { message } from '../../catalogue/message.ts';
import { labelOf, valueText } from '../../wording/value-words.ts';
import type { AppState, Topic } from '../state.ts';

type State = Pick<AppState, 'topic' | 'typical'>;

/** Columns of the row that are blank in the data, and hold what Oriel put there. */
export function filledColumns({ topic, typical }: State): readonly number[] {
  if (!topic || typical?.study !== topic.study) return [];
  return topic.values.flatMap((value, column) =>
    value === null && topic.edited[column] !== null && Object.is(topic.edited[column], typical.cells[column])
      ? column
      : [],
  );
}

/** Columns whose value is missing now. */
export const blankColumns = (topic: Topic): readonly number[] =>
  topic.edited.flatMap((cell, column) => (cell === null ? column : []));

/** "Filled in for blanks: Age 54 years (median)."; empty where nothing was. */
export function filledText(state: State, language: Language): string {
  const { topic } = state;
  const columns = filledColumns(state);
  if (!topic || columns.length === 0) return '';
  const { card, columns: all } = topic.study;
  const items = columns.map((column) =>
    message('page.blanks.item', {
      label: labelOf(card, all[column].name, language),
      value: valueText(card, { name: all[column].name, cell: topic.edited[column] }, language),
      number: !all[column].levels,
    }),
  );
  return language.say('page.blanks.filled', { items });
}
