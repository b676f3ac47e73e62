import type { Language } from '../../catalogue/language.ts';
import { cellText } from '../../charts/format.ts';
import type { Listing, RowCondition, RowKey, Study } from '../../library/index.ts';
import { classText } from '../../wording/class-words.ts';
import { formatPercent } from '../../wording/format.ts';
import { labelOf } from '../../wording/value-words.ts';
import { isNamed } from './table-words.ts';

/** Answers that can be filtered by: a list of more would be searched in vain. */
const MOST_ANSWERS = 20;

/** What rows can be filtered by, in the order of the list. */
export function keysOf({ card, outputs }: Study, { columns }: Listing): (RowKey | 'wrong')[] {
  const hasOutcome = card.task !== 'regression' && columns.some(({ role }) => role === 'target');
  return [
    ...columns.map(({ name }): RowKey => ({ of: 'column', name })),
    ...outputs.slice(0, MOST_ANSWERS).map((name): RowKey => ({ of: 'answer', name })),
    ...(hasOutcome ? (['wrong'] as const) : []),
  ];
}

/** Whether it is filtered by from and to. */
export function isNumeric(study: Study, key: RowKey, { columns }: Listing): boolean {
  if (key.of !== 'column') return true;
  const column = columns.find(({ name }) => name === key.name);
  return column ? column.numeric && !isNamed(study, column) : false;
}

export function keyName({ card }: Study, key: RowKey | 'wrong', language: Language): string {
  if (key === 'wrong') return language.say('page.table.verdict');
  if (key.of === 'error') return language.say('page.table.verdict');
  if (key.of === 'column') return labelOf(card, key.name, language);
  return card.task === 'regression' || key.name === null
    ? language.say('page.table.answer')
    : language.say('page.table.answerIn', { label: classText(card, key.name, language) });
}

/** "duration: 12 to 24": what a condition keeps. */
export function conditionText(study: Study, condition: RowCondition, language: Language): string {
  const { about, least, most, text, wrong } = condition;
  if (wrong !== undefined) return language.say('page.table.outcome', { wrong });
  const label =
    about.of === 'answer' && about.name !== null && study.card.task !== 'regression'
      ? language.say('page.table.answerFor', { label: classText(study.card, about.name, language) })
      : keyName(study, about, language);
  if (text !== undefined) return language.say('page.table.condition.holds', { label, text });
  const end = (value: number | undefined) => {
    if (value === undefined) return null;
    return about.of === 'answer' && study.card.task !== 'regression'
      ? formatPercent(value, language)
      : cellText(value, language);
  };
  const [low, high] = [end(least), end(most)];
  if (low !== null && high !== null) return language.say('page.table.condition.range', { label, low, high });
  return low !== null
    ? language.say('page.table.condition.from', { label, low })
    : language.say('page.table.condition.to', { label, high: high ?? '' });
}
