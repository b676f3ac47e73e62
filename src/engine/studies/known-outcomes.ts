import { message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import type { Table } from '../../data/tables/table.ts';
import { likelyTarget } from '../../data/tables/target.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import type { Question } from '../protocol.ts';
import { targetQuestion } from './column-window.ts';
import type { StudyChoice } from './study.ts';

interface LeftOver {
  /** The likeliest target among several columns that the model does not take; null: none is. */
  readonly target: string | null;
  readonly questions: readonly Question[];
}

/**
 * Where the model leaves several columns over, asks which of them is the target. There is nothing
 * to ask where a card, a person or the columns themselves say it.
 */
export function leftOverTarget(
  table: Table,
  taken: readonly number[],
  { card, answers, levels }: StudyChoice,
): LeftOver {
  if (card || !(answers || levels === 'fitting')) return { target: null, questions: [] };
  const own = new Set(taken);
  const left = table.columns.flatMap(({ name }, at) => (own.has(at) ? [] : name));
  if (left.length < 2) return { target: null, questions: [] };
  const target = answers?.target === '' ? null : (answers?.target ?? likelyTarget(table, left));
  const asked = targetQuestion(left, target ?? '');
  const none = { value: '', label: message('question.noTarget') };
  return { target, questions: [{ ...asked, choices: [...asked.choices, none] }] };
}

/**
 * The outcome of each row by a target column: the index of its class, or its number; NaN where it
 * is not known, or no class of the card's.
 */
export function outcomesOf(target: Table, { task, classes = [] }: Card): Numbers {
  const [{ levels }] = target.columns;
  if (task === 'regression') return target.rows.data;
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  return Float64Array.from(
    target.rows.data,
    (value) => indexOf.get(levels ? levels[value] : String(value)) ?? Number.NaN,
  );
}
