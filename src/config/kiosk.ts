import * as v from 'valibot';
import type { LanguageTag } from '../catalogue/languages.ts';
import { type Message, message } from '../catalogue/message.ts';

const seconds = (least: number, most: number, otherwise: number) =>
  v.optional(v.pipe(v.number(), v.minValue(least), v.maxValue(most)), otherwise);
const text = (pattern: RegExp) => v.pipe(v.string(), v.regex(pattern));

/** Languages that there are, without their texts, which nobody needs who reads settings. */
const SPOKEN: Readonly<Record<LanguageTag, true>> = { en: true, de: true, fr: true, es: true, ar: true };
export const isSpoken = (tag: string): boolean => Object.hasOwn(SPOKEN, tag.split('-')[0].toLowerCase());
/** What to say of a field that names a language that there is not. */
export const notSpoken = (field: string, tag: string): Message =>
  message('config.kiosk.notSpoken', { field, tag, tags: Object.keys(SPOKEN) });

/** What `kiosk` in `oriel.config.json` may say. */
export const KioskSchema = v.strictObject({
  /** Seconds without a touch after which a visitor is asked whether they are still there. */
  idleSeconds: seconds(1, 3600, 60),
  /** Seconds that are then counted down, before everything of theirs is gone. */
  countdownSeconds: seconds(1, 60, 10),
  /** How long each of the turning pages is on show. */
  pageSeconds: seconds(2, 300, 10),
  /** Seconds without a sign of life after which the visitor's page is replaced. */
  stuckSeconds: seconds(3, 300, 20),
  /** Examples in the order in which they are offered; with `/` and a file one of its models. */
  examples: v.optional(v.pipe(v.array(text(/^[a-z0-9-]+(\/[\w-][\w.-]*)?$/)), v.minLength(1)), [
    'credit',
    'penguins',
    'mobilenet',
    'sentiment',
  ]),
  /**
   * Tags of the languages offered, the first for whoever comes next; with a region ("de-CH")
   * numbers are written as they are there. Of two regions of a language the first is offered. null:
   * all languages.
   */
  languages: v.optional(v.nullable(v.pipe(v.array(v.pipe(v.string(), v.check(isSpoken))), v.minLength(1))), null),
  /** Whether visitors may bring a photo: taken by this machine's camera, or from a file. */
  photos: v.optional(v.picklist(['none', 'camera', 'file']), 'none'),
  /**
   * Whose keyboard is on the screen: Oriel's, the system's, or Oriel's where the system has none.
   */
  keyboard: v.optional(v.picklist(['auto', 'own', 'system']), 'auto'),
  /** When all is loaded anew at night, by this machine's clock; null: never. */
  nightly: v.optional(v.nullable(text(/^([01]\d|2[0-3]):[0-5]\d$/)), '03:30'),
  /** Digits that open the maintenance page; null: nothing does. */
  pin: v.optional(v.nullable(text(/^\d{4,12}$/)), null),
});

/** How Oriel is set up where anybody may walk up to it. */
export type Kiosk = v.InferOutput<typeof KioskSchema>;

type Field = keyof Kiosk;

/**
 * What is wrong with the field of `kiosk` that the schema refuses. `unspoken`: the tag of a
 * language that there is not.
 */
export function kioskProblem(field: string | undefined, unspoken?: string): Message {
  if (field === undefined || !Object.hasOwn(KioskSchema.entries, field)) {
    const fields = Object.keys(KioskSchema.entries).join(', ');
    if (field === undefined) return message('config.kiosk.notObject', { fields });
    return message('config.unknownField', { field: `kiosk.${field}`, fields });
  }
  const entry = KioskSchema.entries[field as Field];
  const name = `kiosk.${field}`;
  const options = 'options' in entry.wrapped ? entry.wrapped.options : null;
  if (options) return message('config.kiosk.notOneOf', { field: name, values: options.join(', ') });
  const range = boundsOf[field];
  if (range) return message('config.kiosk.notNumber', { field: name, least: range[0], most: range[1] });
  const said = { field: name };
  if (unspoken !== undefined) return notSpoken(name, unspoken);
  if (field === 'nightly') return message('config.kiosk.notTime', said);
  if (field === 'pin') return message('config.kiosk.notPin', said);
  return message('config.kiosk.notNames', said);
}

/** The bounds of each number. */
const boundsOf: Readonly<Record<string, readonly [least: number, most: number]>> = Object.fromEntries(
  Object.entries(KioskSchema.entries).flatMap(([field, { wrapped }]) => {
    if (wrapped.type !== 'number' || !('pipe' in wrapped)) return [];
    const [, least, most] = wrapped.pipe;
    return [[field, [least.requirement, most.requirement]]];
  }),
);
