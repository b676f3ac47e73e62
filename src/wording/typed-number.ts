import { localeOf } from '../catalogue/language.ts';

interface Signs {
  /** The sign before decimals, and the other of the two that the world has. */
  readonly decimal: string;
  readonly other: string;
  /**
   * Whether the other stands between thousands, and whether those go by pairs of digits, as in
   * India.
   */
  readonly groups: boolean;
  readonly pairs: boolean;
}

const known = new Map<string, Signs>();

/** A page asks for them with every field that it draws, and formats take long to make. */
function signsOf(tag: string): Signs {
  const signs = known.get(tag) ?? readSigns(tag);
  known.set(tag, signs);
  return signs;
}

function readSigns(tag: string): Signs {
  const written = (part: string, where = tag) =>
    new Intl.NumberFormat(localeOf(where)).formatToParts(1234567.5).find(({ type }) => type === part)?.value;
  const decimal = written('decimal') === ',' ? ',' : '.';
  const other = decimal === ',' ? '.' : ',';
  // Austria writes spaces between thousands, and types dots, as German elsewhere.
  const [bare] = tag.split('-');
  const groups =
    written('group') === other || (written('decimal', bare) === decimal && written('group', bare) === other);
  return { decimal, other, groups, pairs: written('integer')?.length === 2 };
}

const escaped = (sign: string): string => (sign === '.' ? '\\.' : sign);

/** The sign before a language's decimals. */
export const decimalSign = (tag: string): string => signsOf(tag).decimal;

/**
 * Digits with decimals behind one sign, and thousands apart by the other; where those go by pairs,
 * also by three, as the world writes them.
 */
const form = (decimal: string, group: string | null, pairs = false): RegExp => {
  const apart = escaped(group ?? '');
  const byThree = `[1-9]\\d{0,2}(?:${apart}\\d{3})+`;
  const thousands = pairs ? `${byThree}|[1-9]\\d?(?:${apart}\\d{2})*${apart}\\d{3}` : byThree;
  return new RegExp(`^(${group === null ? '\\d*' : `\\d*|${thousands}`})(?:${escaped(decimal)}(\\d*))?$`);
};

/**
 * A number as a person types it in a language (a BCP 47 tag, with a region or without), as programs
 * write it: "1.234,5" is "1234.5" in German. Digits of Arabic and Persian, spaces between thousands
 * and the other sign for decimals are read too, where only one number can be meant; "1,5" is one
 * and a half in English as well, "1,500" is not; with a power of ten, "1,500e3" is. null where it
 * is no number (yet), or one that no computer holds.
 */
export function plainNumber(typed: string, tag: string): string | null {
  const text = typed
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
    .replace(/[−–﹣－]/g, '-')
    .replace(/٫/g, '.')
    .replace(/(?<=\d)[\s'’٬](?=\d{3}(?!\d))/gu, '');
  const [, sign, body, exponent = ''] = /^([+-]?)([\d.,]*)(e[+-]?\d+)?$/i.exec(text) ?? [];
  if (body === undefined || !/\d/.test(body)) return null;
  const { decimal, other, groups, pairs } = signsOf(typed.includes('٫') ? 'en' : tag);
  // Nobody puts thousands apart before a power of ten.
  const [first, second] = exponent === '' ? [groups ? other : null, decimal] : [null, null];
  const found = form(decimal, first, pairs).exec(body) ?? form(other, second).exec(body);
  if (!found) return null;
  const whole = found[1].replace(/[.,]/g, '') || '0';
  const plain = `${sign === '-' ? '-' : ''}${whole}${found[2] ? `.${found[2]}` : ''}${exponent.toLowerCase()}`;
  return Number.isFinite(Number(plain)) ? plain : null;
}

/** A number that programs write, as a field shows it in a language: it can be typed back. */
export const writtenNumber = (plain: string, tag: string): string => plain.replace('.', signsOf(tag).decimal);
