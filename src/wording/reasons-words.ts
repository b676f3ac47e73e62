import type { Language } from '../catalogue/language.ts';
import { percent } from '../charts/format.ts';
import { viewOf } from '../charts/view.ts';
import type { Card } from '../data/card.ts';
import { cardWords } from '../data/card-words.ts';
import { NEAREST_ROWS, type Reasons } from '../records/reasons.ts';
import { cellName, columnName } from './counterfactual-words.ts';
import { markedLabel } from './display.ts';
import { changedLevels } from './one-of-several.ts';
import { withUnit, wordsOf } from './value-words.ts';

type Reason = Reasons['reasons'][number];
type Cells = Reason['values'];

/** A principal reason as a person reads it. */
export interface ReasonLine {
  /** The column, or what columns stand for together; marked where it ought not to count. */
  readonly name: string;
  /** Its own value, and what is usual in the reference group, with units. */
  readonly value: string;
  readonly typical: string;
  /** How far it moves the answer toward the decision, with sign. */
  readonly effect: string;
  /** "30 months, there usually 18 months"; of a usual value "none, like 62 % there". */
  readonly text: string;
  readonly protected: boolean;
}

/** A smaller share of a group says nothing of it. */
const LEAST_SHARE = 0.005;

/** A quantity may lie between 0 and 1 as a probability does: only the card tells them apart. */
const shownAs = ({ task }: Card) => ({ output: 0, units: task === 'regression' ? ('value' as const) : null });

/** What the reasons are for, and with whom the row is compared. */
export function reasonsTitle({ decision, raising, reference }: Reasons, card: Card, language: Language): string {
  const { kind, rows, reach } = reference;
  const isShare = [decision?.share, reach].every((share) => share !== undefined && share >= 0 && share <= 1);
  const answer = decision && cardWords(card, language.tag).class(decision.class);
  return language.say('chart.reasons.title', {
    ...{ decided: decision !== null, answer, raising, reference: kind, rows, all: rows < NEAREST_ROWS },
    ...{ far: reach === undefined ? 'unsaid' : isShare ? 'share' : 'score', score: reach ?? 0 },
    share: isShare ? percent(reach ?? 0, 0, language) : '',
  });
}

export function reasonLines(record: Reasons, card: Card, language: Language): ReasonLine[] {
  const { format } = viewOf(record.explanation, shownAs(card), Infinity, language);
  return record.reasons.map((reason) => {
    const { name, cells } = namesOf(record, reason, card, language);
    const [value, typical] = [reason.values, reason.typical].map(cells);
    return {
      name,
      value,
      typical,
      effect: format.effect(reason.toward, reason.error),
      text: language.say('chart.reasons.line', { value, typical, ...comparedBy(value === typical, reason, language) }),
      protected: reason.protected,
    };
  });
}

/** How a value is compared with the group's: of one that is usual, how many have it. */
function comparedBy(isUsual: boolean, { shared = 0 }: Reason, language: Language) {
  if (!isUsual) return { usual: 'other', share: '' };
  const share = percent(shared, 0, language);
  return { usual: shared >= LEAST_SHARE ? 'shared' : 'same', share };
}

/** What the effects of reasons are counted in. */
export const reasonsUnit = ({ explanation }: Reasons, card: Card, language: Language): string =>
  language.say(`chart.in.${viewOf(explanation, shownAs(card), 1, language).scale}`);

/** What a reason is called, and its cells: of one-hot columns the level that is set. */
function namesOf(
  { explanation: { input } }: Reasons,
  { name, columns, values }: Reason,
  card: Card,
  language: Language,
): { readonly name: string; readonly cells: (cells: Cells) => string } {
  const words = wordsOf(card, language);
  const marked = (text: string) => markedLabel(card, columns, text, language);
  const cellOf = (column: string, cell: Cells[number]): string => {
    const text = cellName(column, cell, words, language);
    const unit = typeof cell === 'number' ? words.unit(column) : undefined;
    return unit ? withUnit(text, unit) : text;
  };
  const [only] = columns;
  if (columns.length === 1 && name === only)
    return { name: marked(columnName(only, words)), cells: ([cell]) => cellOf(only, cell) };
  const names = input.kind === 'tabular' ? input.columns : [];
  const own = input.kind === 'tabular' ? (input.values ?? []) : [];
  const levelOf = (cells: Cells) =>
    changedLevels(
      { input: { columns: names, values: own }, limits: { together: [[...columns]] } },
      {
        changes: columns.map((column, at) => ({ column, from: values[at], to: cells[at] })),
        values: names.map((column, at) => (columns.includes(column) ? cells[columns.indexOf(column)] : own[at])),
      },
      (column) => columnName(column, words),
    )[0];
  const level = levelOf(values);
  if (level)
    return {
      name: marked(level.name),
      cells: (cells) => levelOf(cells)?.to ?? language.say('chart.change.noneOf'),
    };
  const each = (cells: Cells): string =>
    language.list(columns.map((column, at) => `${columnName(column, words)} ${cellOf(column, cells[at])}`)).join('');
  return { name: marked(name), cells: each };
}
