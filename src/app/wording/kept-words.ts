import type { Language } from '../../catalogue/language.ts';
import { viewOf } from '../../charts/view.ts';
import type { Card } from '../../data/card.ts';
import { cardWords } from '../../data/card-words.ts';
import type { Explanation } from '../../records/record.ts';
import { classText } from '../../wording/class-words.ts';
import { trustOf } from '../../wording/trust-words.ts';
import { labelOf } from '../../wording/value-words.ts';
import type { KeptEntry, KeptModel } from '../keeping/kept-things.ts';

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

export function keptLine({ record, kept, card }: KeptEntry, language: Language): KeptLine {
  const { output, name, answer } = viewOf(record, {}, undefined, language);
  return {
    model: keptName(record, card, language),
    input: inputText(record, language),
    output: card ? classText(card, name, language) : name,
    answer,
    when: language.date(new Date(kept), { dateStyle: 'medium', timeStyle: 'short' }),
    exact: trustOf({ record, output, probability: false }, language).word,
  };
}

/** What a model is called in a language; by the record where no card says otherwise. */
export const keptName = ({ model }: Explanation, card: Card | null | undefined, { tag }: Language): string =>
  card?.name === model.name ? cardWords(card, tag).name : model.name;

/** Whether all words are in an explanation's names: of its model, input, columns and classes. */
export function holdsWords({ record, card }: Omit<KeptEntry, 'kept'>, words: string, language: Language): boolean {
  const { input, model, outputs, players } = record;
  const own = input.kind === 'text' ? [input.text ?? ''] : input.kind === 'image' ? [input.file ?? ''] : players;
  const translated = card ? outputs.map((name) => classText(card, name, language)) : [];
  const labels = card ? players.map((name) => labelOf(card, name, language)) : [];
  const shown = [keptName(record, card, language), ...translated, ...labels];
  const names = [
    model.name,
    ...shown,
    inputText(record, language),
    ...outputs,
    ...own,
    record.explainer.name,
    record.id,
  ];
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

const DAY = 86_400_000;

/** When something was kept: "yesterday, 14:02"; from the day before on, the date. */
export function whenText(time: number, language: Language, now = Date.now()): string {
  const dayOf = (moment: number) => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((dayOf(now) - dayOf(time)) / DAY);
  const date = new Date(time);
  if (days !== 0 && days !== 1) return language.date(date, { dateStyle: 'medium', timeStyle: 'short' });
  const day = new Intl.RelativeTimeFormat(language.locale, { numeric: 'auto' }).format(-days, 'day');
  return language.say('page.kept.dayAndTime', { day, time: language.date(date, { timeStyle: 'short' }) });
}

/** A kept model in a line of the list. */
export interface ModelLine {
  readonly name: string;
  /** What it was opened with; null where that is nothing. */
  readonly data: string | null;
  readonly size: string;
  readonly when: string;
}

export function modelLine({ name, files, bytes, kept }: KeptModel, language: Language): ModelLine {
  const data = files.filter(({ role }) => role !== 'model' && role !== 'part').map((file) => file.name);
  const several = () => language.say('page.models.several', { name: data[0], count: data.length - 1 });
  return {
    name,
    data: data.length > 1 ? several() : (data[0] ?? null),
    size: sizeText(bytes, language),
    when: whenText(kept, language),
  };
}

/** Whether all words are in the names of a model and its files. */
export function modelHoldsWords({ name, files, sha256 }: KeptModel, words: string, language: Language): boolean {
  const text = [name, ...files.map((file) => file.name), sha256].join('\n').toLocaleLowerCase(language.tag);
  return words
    .toLocaleLowerCase(language.tag)
    .split(/\s+/u)
    .every((word) => text.includes(word));
}
