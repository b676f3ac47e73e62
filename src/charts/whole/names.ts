// What columns, groups and conditions are called in pictures of a whole model.

import { isolated } from '../../catalogue/isolate.ts';
import type { ErrorPart, Inspection } from '../../records/inspection.ts';
import { plainNumber } from './numbers.ts';
import type { Subject } from './picture.ts';

export type Fairness = NonNullable<Inspection['fairness']>[number];
type Membership = Fairness['groups'][number]['of'][number];
type Namer = Pick<Subject, 'language' | 'words'>;

export const columnName = (column: string, { words }: Pick<Subject, 'words'>): string => words.label(column) ?? column;

/** Of a column in a sentence or a title; see `Subject`. */
export const plainName = (column: string, { words }: Pick<Subject, 'words'>): string =>
  words.plain?.(column) ?? columnName(column, { words });

function memberName(member: Membership, { language, words }: Namer): string {
  const { say } = language;
  const number = (value: number): string => plainNumber(value, language);
  if ('level' in member) return words.level(member.column, member.level);
  const column = plainName(member.column, { words });
  if ('missing' in member) return say('chart.whole.noValue', { column });
  const { from, to } = member;
  if (from === null) return say('chart.whole.upTo', { column, to: number(to ?? 0) });
  return to === null
    ? say('chart.whole.above', { column, from: number(from) })
    : say('chart.whole.between', { column, from: number(from), to: number(to) });
}

/** A group: "female, 27 to 45". */
export function groupName({ of }: Fairness['groups'][number], namer: Namer): string {
  const names = of.map((member) => memberName(member, namer));
  // One after the other as the language goes, whichever way the first of them does.
  return names.length > 1 ? names.map((name) => isolated(name, namer.language.direction)).join(', ') : names.join('');
}

/** Names in a row: "a, b and c". */
export const listed = (names: readonly string[], { language }: Pick<Subject, 'language'>): string =>
  language.list(names).join('');

/** The columns that rows are divided by: "Age, Sex". */
export const divisionName = ({ columns }: Fairness, namer: Namer): string =>
  columns.map((column) => plainName(column, namer)).join(', ');

export function conditionName(condition: NonNullable<ErrorPart['condition']>, namer: Namer): string {
  const { language, words } = namer;
  const { say } = language;
  const column = plainName(condition.column, namer);
  if ('most' in condition) return say('chart.whole.atMost', { column, value: plainNumber(condition.most, language) });
  if ('above' in condition) return say('chart.whole.over', { column, value: plainNumber(condition.above, language) });
  if ('missing' in condition) return say('chart.whole.isMissing', { column, missing: condition.missing });
  const is = 'level' in condition;
  const level = words.level(condition.column, is ? condition.level : condition.not);
  return say('chart.whole.isLevel', { column, level, is });
}
