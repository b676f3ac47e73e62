import type { Language } from '../catalogue/language.ts';
import { cellText, percent, rounded } from '../charts/format.ts';
import type { CardWords } from '../data/card-words.ts';
import type { Counterfactual } from '../records/counterfactual.ts';

type Way = Counterfactual['ways'][number];
type Cell = Way['values'][number];

/** Digits of an answer behind its first. */
const DIGITS = 3;

/** What a card calls things. */
export type ChangeWords = Pick<CardWords, 'label' | 'unit' | 'level' | 'class'>;

/** A column by its label, and a cell of it as a person reads it, without the unit. */
export const columnName = (column: string, words: ChangeWords): string => words.label(column) ?? column;
export const cellName = (column: string, cell: Cell, words: ChangeWords, language: Language): string =>
  typeof cell === 'string' ? words.level(column, cell) : cellText(cell, language);

/** What the answer is called: the class, with its share where it is one, or the number. */
export function answerName(
  record: Counterfactual,
  output: readonly number[],
  words: ChangeWords,
  language: Language,
): string {
  const { target, outputs } = record;
  if (target.kind === 'range') {
    const value = output[outputs.indexOf(target.output)];
    const size = Math.abs(value);
    return rounded(value, size > 0 ? Math.floor(Math.log10(size)) - DIGITS : 0, size, language);
  }
  const { name, share } = answered(record, target, output);
  const shown = words.class(name);
  if (!(share >= 0 && share <= 1)) return shown;
  return language.say('chart.change.share', { class: shown, share: percent(share, 0, language) });
}

/** The class that an answer stands for, and its share. */
function answered(
  { outputs }: Counterfactual,
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

/** "It would be good risk (62 %) if the duration were 24 months instead of 30." */
export function waySentence(record: Counterfactual, way: Way, words: ChangeWords, language: Language): string {
  const changes = way.changes.map(({ column, from, to }) => {
    const unit = words.unit(column);
    const [before, after] = [from, to].map((cell) => cellName(column, cell, words, language));
    const values = { column: columnName(column, words), from: before, to: after, unit: unit ?? null };
    if (to === null) return language.say('chart.change.goneMissing', values);
    return from === null ? language.say('chart.change.known', values) : language.say('chart.change.changed', values);
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

/** What could be given way where nothing was found; null where nothing limits the changes. */
export function relaxing({ ways, limits }: Counterfactual, words: ChangeWords, language: Language): string | null {
  if (ways.length > 0) return null;
  const fixed = limits.columns.filter(({ why }) => why !== null && why !== 'one value');
  const columns = fixed.map(({ name }) => columnName(name, words));
  return language.say('chart.change.relax', { columns, fixed: columns.length });
}

/** How unusual the row of a way is; null where that was not looked at. */
export const unusualSentence = ({ unusual }: Way, language: Language): string | null =>
  unusual && language.say('chart.change.unusual', { share: percent(unusual.share, 0, language) });
