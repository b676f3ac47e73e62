import type { Language } from '../../catalogue/language.ts';
import type { ListedColumn, ListedRow, RowKey, Study } from '../../library/index.ts';
import { classText } from '../../wording/class-words.ts';
import { type ClassChoice, shownClass } from '../../wording/classes.ts';
import { formatNumber, formatPercent } from '../../wording/format.ts';
import { labelOf, levelText } from '../../wording/value-words.ts';

/** A column of the table on show. */
export interface TableColumn {
  /** What its header sorts by; null: the order of the table. */
  readonly key: RowKey | null;
  readonly label: string;
  /** What it is, where it is not one that the model is given. */
  readonly note: string;
  readonly numeric: boolean;
  /** Its place among the file's columns; -1 for others. */
  readonly place: number;
  readonly text: (row: ListedRow, cell: string) => string;
}

const isShare = (value: number): boolean => value >= 0 && value <= 1;

/** The class whose answers the table shows; null where each row's own answer is. */
export const tableClass = (study: Study, chosen: string | null): ClassChoice | null =>
  study.card.task === 'multiclass' && chosen === null ? null : shownClass(study, chosen, null, study.outputs);

/** A model's answer as short as it can be read: for a class, or with the class it is for. */
function answerText(
  study: Study,
  asked: ClassChoice | null,
  answers: ListedRow['answers'],
  language: Language,
): string {
  if (!answers || answers.some(Number.isNaN)) return '';
  const choice = asked ?? shownClass(study, null, answers, study.outputs);
  const answer = answers[choice.index];
  const value = choice.flip ? 1 - answer : answer;
  const isProbability = study.card.task !== 'regression' && isShare(answer);
  const text = isProbability ? formatPercent(value, language) : formatNumber(value, language);
  return asked ? text : `${classText(study.card, choice.label, language)} ${text}`;
}

/** Whether a column's cells are read as names, whatever they are in the file. */
export const isNamed = ({ columns, card }: Study, { name, role }: ListedColumn): boolean =>
  role === 'target'
    ? card.task !== 'regression'
    : columns.some((column) => column.name === name && column.levels !== null);

/** The level that a cell of a column stands for: by its name, or by its number. */
function levelOf({ columns }: Study, { name }: ListedColumn, cell: string): string | null {
  const levels = columns.find((column) => column.name === name)?.levels;
  if (!levels || cell === '') return null;
  return levels.includes(cell) ? cell : (levels[Number(cell)] ?? null);
}

/** A cell in the card's words for levels and classes; all else as in the file. */
function cellWords(study: Study, column: ListedColumn, cell: string, language: Language): string {
  const { card } = study;
  if (column.role === 'target') {
    const known = card.classes?.includes(cell)
      ? cell
      : (card.classes?.[Number(cell === '' ? Number.NaN : cell)] ?? null);
    return known === null || card.task === 'regression' ? cell : classText(card, known, language);
  }
  const level = levelOf(study, column, cell);
  return level === null ? cell : levelText(card, column.name, level, language);
}

/** All columns of the table: the row's number, the answer once it is known, those of the file. */
export function tableColumns(
  study: Study,
  { columns, answered }: { readonly columns: readonly ListedColumn[]; readonly answered: boolean },
  choice: ClassChoice | null,
  language: Language,
): TableColumn[] {
  const { card } = study;
  const asked: TableColumn = {
    // The other class of two is the same order the other way round.
    key: { of: 'answer', name: choice?.output ?? null },
    label:
      card.task === 'regression' || !choice
        ? language.say('page.table.answer')
        : language.say('page.table.answerFor', { label: classText(card, choice.label, language) }),
    note: language.say('page.table.byModel'),
    numeric: choice !== null,
    place: -1,
    text: ({ answers }) => answerText(study, choice, answers, language),
  };
  const verdict: TableColumn = {
    key: { of: 'error' },
    label: language.say('page.table.verdict'),
    note: language.say('page.table.verdictNote'),
    numeric: false,
    place: -1,
    text: ({ wrong }) => (wrong === null ? '' : language.say('page.table.outcome', { wrong })),
  };
  const hasTarget = columns.some(({ role }) => role === 'target');
  const isClasses = card.task !== 'regression';
  return [
    {
      key: null,
      label: language.say('page.what.row'),
      note: '',
      numeric: true,
      place: -1,
      text: ({ row }) => String(row),
    },
    ...(answered ? [asked] : []),
    ...(answered && hasTarget && isClasses ? [verdict] : []),
    ...columns.map(
      (column, place): TableColumn => ({
        key: { of: 'column', name: column.name },
        label: labelOf(card, column.name, language),
        note: column.role === 'given' ? '' : language.say(`page.table.roles.${column.role}`),
        numeric: column.numeric && !isNamed(study, column),
        place,
        text: (_, cell) => cellWords(study, column, cell, language),
      }),
    ),
  ];
}

/** Cells that a person reads as holding a text, by column: levels and classes, or their numbers. */
export function wordsHolding(study: Study, text: string, language: Language): Record<string, string[]> {
  const sought = text.trim().toLocaleLowerCase(language.tag);
  if (sought === '') return {};
  const { card, columns } = study;
  const meaning = (names: readonly string[], word: (name: string) => string): string[] =>
    names.flatMap((name, at) =>
      word(name).toLocaleLowerCase(language.tag).includes(sought) ? [name, String(at)] : [],
    );
  const found = columns.map(({ name, levels }) => [
    name,
    meaning(levels ?? [], (level) => levelText(card, name, level, language)),
  ]);
  const classes =
    card.target === undefined || card.target === null
      ? []
      : [[card.target, meaning(card.classes ?? [], (name) => classText(card, name, language))]];
  return Object.fromEntries([...found, ...classes].filter(([, cells]) => cells.length > 0)) as Record<string, string[]>;
}
