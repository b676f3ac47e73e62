import type { Language } from '../catalogue/language.ts';
import { percent } from '../charts/format.ts';
import type { Counterfactual } from '../records/counterfactual.ts';
import { answerName, type ChangeWords, cellName, columnName, markedName } from './counterfactual-words.ts';
import { changedLevels } from './one-of-several.ts';
import { withUnit } from './value-words.ts';

type Tips = NonNullable<Counterfactual['tipping']>['columns'][number];
type Tip = NonNullable<Tips['up']>;
type Cells = Tips['from'];

/** What a change of one column by itself does to the answer, or of columns that change as one. */
export interface TippingLine {
  readonly columns: readonly string[];
  readonly name: string;
  /** Its value now, with its unit. */
  readonly now: string;
  /** "rising: holds up to 31, tips at 32 (bad risk (52 %)); falling: …". */
  readonly text: string;
  readonly tips: boolean;
  /** What the least change that tips costs; null: none does. */
  readonly distance: number | null;
  /** Whether nothing was missed. */
  readonly exact: boolean;
}

/** Those that tip come first, by how little it takes; none where it was not asked. */
export function tippingLines(record: Counterfactual, words: ChangeWords, language: Language): TippingLine[] {
  const lines = (record.tipping?.columns ?? []).map((tips) => lineOf(record, tips, words, language));
  const of = ({ distance }: TippingLine) => distance ?? Number.POSITIVE_INFINITY;
  // Two that never tip stay in the order of the columns.
  return lines.sort((a, b) => (of(a) === of(b) ? 0 : of(a) - of(b)));
}

function lineOf(record: Counterfactual, tips: Tips, words: ChangeWords, language: Language): TippingLine {
  const { columns, from, up, down, levels, missing, exact } = tips;
  const { say } = language;
  const named = namesOf(record, tips, words, language);
  const direction = (key: 'rises' | 'falls', tip: Tip | null): string[] => {
    if (!tip) return [];
    const { output, stays } = tip;
    const [held, tipping] = [named.value(stays), tip.tips && named.value(tip.tips)];
    if (!tipping || !output)
      return [say(`chart.tipping.${key}`, { kind: 'holds', stays: held, tips: null, answer: null })];
    const kind = stays.every((cell, at) => cell === from[at]) ? 'atOnce' : 'tips';
    const answer = answerName(record, output, words, language);
    return [say(`chart.tipping.${key}`, { kind, stays: held, tips: tipping, answer })];
  };
  const some = (tipping: boolean): string[] => {
    const those = (levels ?? []).filter((level) => level.tips === tipping).map(({ values }) => named.value(values));
    return those.length === 0 ? [] : [say('chart.tipping.levels', { tips: tipping, levels: those })];
  };
  const parts = [
    ...direction('rises', up),
    ...direction('falls', down),
    ...some(true),
    ...some(false),
    ...(missing === null ? [] : [say('chart.tipping.missing', { tips: missing })]),
  ];
  if (parts.length === 0) parts.push(say('chart.tipping.noValue'));
  if (!exact) parts.push(say('chart.tipping.bySearch'));
  const cost = Math.max(...record.limits.columns.filter(({ name }) => columns.includes(name)).map((each) => each.cost));
  const distances = [up, down].flatMap((tip) => tip?.distance ?? []);
  if (missing || levels?.some((level) => level.tips)) distances.push(cost);
  return {
    columns,
    name: markedName(named.name, columns, words, language),
    now: named.value(from),
    text: parts.join('; '),
    tips: distances.length > 0,
    distance: distances.length > 0 ? Math.min(...distances) : null,
    exact,
  };
}

/** What columns that change as one are called, and their values: of flags the one that is set. */
function namesOf(
  record: Counterfactual,
  { columns, from }: Tips,
  words: ChangeWords,
  language: Language,
): { readonly name: string; readonly value: (cells: Cells) => string } {
  const nameOf = (column: string) => columnName(column, words);
  const plain = (cells: Cells): string =>
    language
      .list(
        columns.map((column, at) => {
          const unit = typeof cells[at] === 'number' ? words.unit(column) : undefined;
          const text = cellName(column, cells[at], words, language);
          return unit ? withUnit(text, unit) : text;
        }),
      )
      .join('');
  const levelTo = (cells: Cells) => {
    const values = record.input.columns.map((column, at) =>
      columns.includes(column) ? cells[columns.indexOf(column)] : record.input.values[at],
    );
    const changes = columns.map((column, at) => ({ column, from: from[at], to: cells[at] }));
    return changedLevels(record, { changes, values }, nameOf)[0];
  };
  const own = columns.length > 1 ? levelTo(from) : undefined;
  if (!own) return { name: language.list(columns.map(nameOf)).join(''), value: plain };
  return {
    name: own.name,
    value: (cells) => levelTo(cells)?.to ?? language.say('chart.change.noneOf'),
  };
}

/** How many of the table's rows are nearer to another answer; null where that is not known. */
export function amongSentence({ tipping }: Counterfactual, language: Language): string | null {
  const among = tipping?.among;
  if (!among) return null;
  const { rows, undecided, all, exact } = among;
  const [share, low, high] = [among.share, among.low, among.high].map((part) => percent(part, 0, language));
  const said = language.say(all ? 'chart.tipping.amongAll' : 'chart.tipping.amongSome', {
    share,
    low,
    high,
    rows,
    undecided,
  });
  return exact ? said : `${said} ${language.say('chart.tipping.amongBySearch')}`;
}
