import type { Language } from '../../catalogue/language.ts';
import { viewOf } from '../../charts/view.ts';
import type { Explanation } from '../../records/record.ts';
import { trustOf } from './trust-words.ts';

/** A kept explanation in a line of the list. */
export interface KeptLine {
  readonly model: string;
  readonly input: string;
  readonly output: string;
  readonly answer: string;
  readonly when: string;
  readonly exact: string;
}

/** Letters of a text that say which it is. */
const BEGINNING = 80;

/** What was explained: a row's number, a photo's name, how a text begins. */
export function inputText({ input }: Explanation, language: Language): string {
  if (input.kind === 'image') return input.file ?? language.say('page.record.picture');
  if (input.kind === 'tabular')
    return input.row === null ? language.say('page.record.typed') : language.say('page.answer.row', { row: input.row });
  const text = (input.text ?? '').trim().replace(/\s+/gu, ' ');
  const beginning = [...text].slice(0, BEGINNING).join('');
  return language.say('page.kept.text', { text: beginning, whole: beginning.length === text.length });
}

export function keptLine({ record, kept }: { record: Explanation; kept: number }, language: Language): KeptLine {
  const { output, name, answer } = viewOf(record, {}, undefined, language);
  return {
    model: record.model.name,
    input: inputText(record, language),
    output: name,
    answer,
    when: language.date(new Date(kept), { dateStyle: 'medium', timeStyle: 'short' }),
    exact: trustOf({ record, output, probability: false }, language).word,
  };
}

/** Whether all words are in an explanation's names: of its model, input, columns and classes. */
export function holdsWords(record: Explanation, words: string, language: Language): boolean {
  const { input, model, outputs, players } = record;
  const own = input.kind === 'text' ? [input.text ?? ''] : input.kind === 'image' ? [input.file ?? ''] : players;
  const names = [model.name, inputText(record, language), ...outputs, ...own, record.explainer.name, record.id];
  const text = names.join('\n').toLocaleLowerCase(language.tag);
  const sought = words.toLocaleLowerCase(language.tag).split(/\s+/u);
  return sought.every((word) => (/^\d+$/.test(word) ? hasNumber(text, word) : text.includes(word)));
}

/** Whether a number is in a text by itself: row 1 is not row 12. */
const hasNumber = (text: string, digits: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])${digits}(?![\\p{L}\\p{N}])`, 'u').test(text);

/** Steps from one unit of size to the next. */
const STEP = 1024;

/** A size as a person reads it: in kilobytes, megabytes or gigabytes. */
export function sizeText(bytes: number, language: Language): string {
  const [unit, size] =
    bytes < STEP ** 2 ? ['kilobyte', STEP] : bytes < STEP ** 3 ? ['megabyte', STEP ** 2] : ['gigabyte', STEP ** 3];
  const amount = bytes / Number(size);
  return language.number(amount, { style: 'unit', unit: String(unit), maximumFractionDigits: amount < 10 ? 1 : 0 });
}
