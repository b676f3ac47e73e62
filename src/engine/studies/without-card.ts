// What of a table is found out, and asked, where no card says it; loaded there.

import { message } from '../../catalogue/message.ts';
import type { Table } from '../../data/tables/table.ts';
import { guessTarget, likelyTarget } from '../../data/tables/target.ts';
import type { Question } from '../protocol.ts';
import { targetQuestion } from './column-window.ts';
import type { StudyChoice } from './study.ts';

export { columnWindow } from './column-window.ts';
export { writeCard } from './write-card.ts';

interface LeftOver {
  /** The likeliest target among several columns that the model does not take; null: none is. */
  readonly target: string | null;
  readonly questions: readonly Question[];
}

/**
 * Where the model leaves several columns over, asks which of them is the target. There is nothing
 * to ask where a person or the columns themselves say it.
 */
export function leftOverTarget(table: Table, taken: readonly number[], { answers, levels }: StudyChoice): LeftOver {
  if (!(answers || levels === 'fitting')) return { target: null, questions: [] };
  const own = new Set(taken);
  const left = table.columns.flatMap(({ name }, at) => (own.has(at) ? [] : name));
  if (left.length < 2) return { target: null, questions: [] };
  const target = answers?.target === '' ? null : (answers?.target ?? likelyTarget(table, left));
  const asked = targetQuestion(left, target ?? '');
  const none = { value: '', label: message('question.noTarget') };
  return { target, questions: [{ ...asked, choices: [...asked.choices, none] }] };
}

/** Asks which column is the target, where there is doubt. */
export function doubtfulTarget(table: Table, target: string | null): Question[] {
  const guess = guessTarget(table, null);
  if (target === null || (guess.sure && guess.column === target)) return [];
  const names = table.columns.map(({ name }) => name);
  return [targetQuestion(names, target)];
}
