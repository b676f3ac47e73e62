import type { Language } from '../catalogue/language.ts';
import { cellText, percent, rounded } from '../charts/format.ts';
import type { CardWords } from '../data/card-words.ts';
import type { Counterfactual } from '../records/counterfactual.ts';
import { changedLevels } from './one-of-several.ts';

type Way = Counterfactual['ways'][number];
type Cell = Way['values'][number];

/** Digits of an answer behind its first. */
const DIGITS = 3;

/** What a card calls things. */
export interface ChangeWords extends Pick<CardWords, 'label' | 'unit' | 'level' | 'class'> {
  /** An answer that was asked for as a range, of one output. Default: the rounded number. */
  readonly amount?: (output: string, value: number) => string;
  /** Whether a column ought not to count. Default: none. */
  readonly isProtected?: (column: string) => boolean;
}

/** A column by its label, and a cell of it as a person reads it, without the unit. */
export const columnName = (column: string, words: ChangeWords): string => words.label(column) ?? column;
/** The same by itself, marked where one of the columns that it stands for ought not to count. */
export const markedName = (name: string, columns: readonly string[], words: ChangeWords, language: Language): string =>
  columns.some((column) => words.isProtected?.(column)) ? language.say('page.sentence.marked', { label: name }) : name;
export const cellName = (column: string, cell: Cell, words: ChangeWords, language: Language): string =>
  typeof cell === 'string' ? words.level(column, cell) : cellText(cell, language);

/** What the answer is called: the class, with its share where it is one, or the number. */
export function answerName(
  record: Pick<Counterfactual, 'target' | 'outputs'>,
  output: readonly number[],
  words: ChangeWords,
  language: Language,
): string {
  const { target, outputs } = record;
  if (target.kind === 'range') {
    const value = output[outputs.indexOf(target.output)];
    if (words.amount) return words.amount(target.output, value);
    const size = Math.abs(value);
    return rounded(value, size > 0 ? Math.floor(Math.log10(size)) - DIGITS : 0, size, language);
  }
  const { name, share } = answered(record, target, output);
  const shown = words.class(name);
  if (!(share >= 0 && share <= 1)) return shown;
  return language.say('chart.change.share', { class: shown, share: shareText(share, target.threshold, language) });
}

/** Most digits with which a share is told from the line between the answers. */
const MOST_DIGITS = 3;

/** A share in percent, with as many digits as tell it from the line that it is on one side of. */
function shareText(share: number, threshold: number | null, language: Language): string {
  for (let digits = 0; ; digits++) {
    const text = percent(share, digits, language);
    const lines = threshold === null ? [] : [threshold, 1 - threshold];
    const isOn = lines.some((line) => Math.abs(share - line) < 0.01 && percent(line, digits, language) === text);
    if (!isOn || digits === MOST_DIGITS || lines.includes(share)) return text;
  }
}

/** The class that an answer stands for, and its share. */
function answered(
  { outputs }: Pick<Counterfactual, 'outputs'>,
  { threshold, from, class: wanted }: Counterfactual['target'] & { kind: 'class' },
  output: readonly number[],
): { readonly name: string; readonly share: number } {
  if (threshold === null) {
    const at = output.indexOf(Math.max(...output));
    return { name: outputs[at], share: output[at] };
  }
  const second = output[output.length - 1];
  const name = outputs[outputs.length - 1];
  if (second >= threshold) return { name, share: second };
  const other = [wanted, from].find((one) => one !== null && one !== name) ?? outputs[0];
  return { name: other, share: 1 - second };
}

/** One thing that changes, as a person reads it. */
export interface ChangeLine {
  readonly column: string;
  /** Marked where it ought not to count. */
  readonly marked: string;
  /** Without the unit; a missing value in words. */
  readonly from: string;
  readonly to: string;
  /** null: it has none, or holds levels. */
  readonly unit: string | null;
  readonly kind: 'changed' | 'known' | 'goneMissing';
}

/** What changes, column by column; those of which each stands for a level of one thing are one. */
export function changeLines(record: Counterfactual, way: Way, words: ChangeWords, language: Language): ChangeLine[] {
  const levels = changedLevels(record, way, (column) => columnName(column, words));
  return way.changes.flatMap(({ column, from, to }): ChangeLine[] => {
    const level = levels.find(({ columns }) => columns.includes(column));
    if (level) {
      if (level.changed[0] !== column) return [];
      const none = language.say('chart.change.noneOf');
      return [
        {
          column: level.name,
          marked: markedName(level.name, level.columns, words, language),
          from: level.from ?? none,
          to: level.to ?? none,
          unit: null,
          kind: 'changed' as const,
        },
      ];
    }
    const [before, after] = [from, to].map((cell) => cellName(column, cell, words, language));
    const isLevel = [from, to].some((cell) => typeof cell === 'string');
    const kind = to === null ? 'goneMissing' : from === null ? 'known' : 'changed';
    const unit = isLevel ? null : (words.unit(column) ?? null);
    const name = columnName(column, words);
    const marked = markedName(name, [column], words, language);
    return [{ column: name, marked, from: before, to: after, unit, kind }];
  });
}

/** "It would be good risk (62 %) if the duration were 24 months instead of 30." */
export function waySentence(record: Counterfactual, way: Way, words: ChangeWords, language: Language): string {
  const changes = changeLines(record, way, words, language).map(({ kind, marked, ...values }) => {
    const reason = language.say(`chart.change.${kind}`, { ...values });
    return marked === values.column ? reason : language.say('page.sentence.protected', { reason });
  });
  const kind = record.target.kind;
  const answer = answerName(record, way.output, words, language);
  return language.say(`chart.change.${kind}`, { answer, changes: language.list(changes).join('') });
}

/** What is certain of what was found. */
export function proofSentence({ proof, bound }: Counterfactual, language: Language): string {
  switch (proof) {
    case 'nearest':
      return language.say('chart.change.nearest');
    case 'none within limits':
      return language.say('chart.change.none');
    case 'within gap':
      return bound ? language.say('chart.change.gap', { ...bound }) : language.say('chart.change.bySearch');
    case 'found by search':
      return language.say('chart.change.bySearch');
    default:
      return bound ? language.say('chart.change.notFoundBelow', { ...bound }) : language.say('chart.change.notFound');
  }
}

/**
 * What could give way where nothing was found, never what the card protects; null where something
 * was found.
 */
export function relaxing({ ways, limits }: Counterfactual, words: ChangeWords, language: Language): string | null {
  if (ways.length > 0) return null;
  const fixed = limits.columns.filter(({ why }) => why === 'asked');
  const columns = fixed.map(({ name }) => columnName(name, words));
  return language.say('chart.change.relax', { columns, fixed: columns.length });
}

/** How unusual the row of a way is; null where that was not looked at. */
export const unusualSentence = ({ unusual }: Way, language: Language): string | null =>
  unusual && language.say('chart.change.unusual', { share: percent(unusual.share, 0, language) });
