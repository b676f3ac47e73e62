import { IntlMessageFormat } from 'intl-messageformat';
import en from './en.json';
import { guarded, isolated } from './isolate.ts';
import type { Message, MessageKey, MessageValue, MessageValues } from './message.ts';
import { withNestedQuotes } from './nested-quotes.ts';
import { isLiteral, isSelect, mapTree, type SyntaxTree } from './syntax-tree.ts';

/**
 * Texts of one language: ICU MessageFormat, or its syntax tree. What is missing is said in English.
 */
export type Texts = Partial<Readonly<Record<MessageKey, string | SyntaxTree>>>;

/** Puts messages, numbers and lists into the words of one language. */
export interface Language {
  /** BCP 47, of the texts. */
  readonly tag: string;
  /**
   * The tag with the region that a person is from, where numbers are written otherwise there: for
   * `lang`.
   */
  readonly regional: string;
  /** The same for Intl, with what Oriel chose where a language has more than one custom. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  say(key: MessageKey, values?: MessageValues): string;
  /**
   * A message in words; a string is somebody's own (a file's name, a runtime's error) and stays.
   */
  text(message: Message | string): string;
  /**
   * A sentence of pieces: objects among `values` stand in the result where the language puts them,
   * with the text between them.
   */
  pieces<Piece extends object>(
    key: MessageKey,
    values: Readonly<Record<string, MessageValue | Piece | readonly (string | Piece)[]>>,
  ): (string | Piece)[];
  /** Items joined as in "a, b and c"; what stands between them is text. */
  list<Item>(items: readonly Item[]): (string | Item)[];
  number(value: number, options?: Intl.NumberFormatOptions): string;
  date(value: Date, options?: Intl.DateTimeFormatOptions): string;
  /** Takes in texts that were loaded later. */
  learn(more: Texts): void;
}

/**
 * The name under which a value chooses between wordings. It is told apart from the value that is
 * written: a column may be called "none", and what is written may carry marks of direction.
 */
const selector = (name: string): string => `${name}?`;

const choice = (value: unknown): string => {
  if (value === null || value === '') return 'none';
  if (value === 'none') return 'other';
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : 'other';
};

/** Values by their names, and beside each what it chooses. */
const withChoices = <Value>(values: Readonly<Record<string, unknown>>, written: (value: never) => Value) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, Value | string][] => [
      [name, written(value as never)],
      [selector(name), choice(value)],
    ]),
  );

/**
 * Digits from 0 to 9 and the calendar of the records, in every language. Arabic has digits of its
 * own, which its readers write in some countries and not in others; these here are read in all of
 * them, are the ones of the fields that numbers are typed into, of tables and files, and what is
 * read in a chart can be typed back and found again. Readers of numbers take the others too.
 */
export const localeOf = (tag: string): string => `${tag}-u-ca-gregory-nu-latn`;

/**
 * A language's tag with the region of what a person wants ("es-MX"), where numbers are written
 * otherwise there than in the language without one.
 */
export function regionalTag(tag: string, wanted: string): string {
  const written = (of: string) => new Intl.NumberFormat(localeOf(of)).format(1234567.5);
  try {
    const { language, region } = new Intl.Locale(wanted);
    const regional = `${language}-${region}`;
    return region && language === tag && written(regional) !== written(tag) ? regional : tag;
  } catch {
    return tag; // it is no tag
  }
}

/**
 * The same format for the same options: to make one costs a hundred times what formatting does, and
 * a chart writes hundreds of numbers, a list hundreds of dates.
 */
function once<Options, Format>(make: (options?: Options) => Format): (options?: Options) => Format {
  const made = new Map<string, Format>();
  return (options) => {
    const key = JSON.stringify(options ?? {});
    const format = made.get(key) ?? make(options);
    made.set(key, format);
    return format;
  };
}

/** `regional`: `tag`, or that with a region (`regionalTag`). */
export function createLanguage(tag: string, direction: 'ltr' | 'rtl', given: Texts, regional = tag): Language {
  const locale = localeOf(regional);
  let texts = given;
  const isMessage = (value: unknown): value is Message =>
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    (value.key in en || value.key in texts);
  const formats = new Map<MessageKey, IntlMessageFormat>();
  const formatOf = (key: MessageKey): IntlMessageFormat => {
    let format = formats.get(key);
    if (!format) {
      const text = texts[key] ?? en[key];
      const tree =
        typeof text === 'string' ? new IntlMessageFormat(text, tag, undefined, { ignoreTag: true }).getAst() : text;
      const choosing = mapTree(tree, (element) => {
        if (isSelect(element)) return { ...element, value: selector(element.value) };
        return direction === 'rtl' && isLiteral(element) ? { ...element, value: guarded(element.value) } : element;
      });
      format = new IntlMessageFormat(choosing, key in texts ? locale : 'en');
      formats.set(key, format);
    }
    return format;
  };
  const joined = new Intl.ListFormat(locale, { type: 'unit' });
  const conjunction = new Intl.ListFormat(locale, { type: 'conjunction' });
  const numberFormat = once((options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
  const dateFormat = once((options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options));
  const plain = (value: MessageValue): string | number => {
    if (value === null) return '';
    if (typeof value === 'number') return value;
    if (typeof value === 'string') return isolated(value, direction);
    if (typeof value === 'boolean') return String(value);
    if (isMessage(value)) return say(value.key, value.values);
    return joined.format((value as readonly MessageValue[]).map((item) => String(plain(item))));
  };
  const say = (key: MessageKey, values: MessageValues = {}): string =>
    withNestedQuotes(String(formatOf(key).format(withChoices(values, plain))), tag);

  return {
    tag,
    regional,
    locale,
    direction,
    say,
    text: (message) => (typeof message === 'string' ? message : say(message.key, message.values)),
    pieces(key, values) {
      type Piece = Extract<(typeof values)[string], object>;
      // An object comes back from the formatter as it went in, between the texts around it.
      const given = withChoices<string | number | object>(values, (value) =>
        typeof value !== 'object' || value === null || isMessage(value) ? plain(value) : { piece: value },
      );
      const parts = formatOf(key).format<object>(given);
      return (Array.isArray(parts) ? parts : [parts]).flatMap((part) =>
        typeof part === 'string' ? [part] : ((part as { piece: Piece | readonly (string | Piece)[] }).piece as never),
      );
    },
    list(items) {
      // What joins two may depend on how the second begins: Spanish has "y", and "e" before an i.
      const parts = conjunction.formatToParts(items.map((item) => (typeof item === 'string' ? item : '?')));
      let next = 0;
      return parts.map(({ type, value }) => (type === 'element' ? items[next++] : value));
    },
    // The sign of subtraction is as wide as a plus; Intl writes a hyphen.
    number: (value, options) => numberFormat(options).format(value).replace('-', '−'),
    date: (value, options) => dateFormat(options).format(value),
    learn(more) {
      texts = { ...texts, ...more };
    },
  };
}
