import { type Message, message } from '../../catalogue/message.ts';
import { isMissing } from '../../data/tables/cell-words.ts';
import { someOf } from '../../data/tables/column-reading.ts';
import type { TextColumn } from '../../data/tables/text-column.ts';
import type { BindQuestion } from './output.ts';

/** A column whose levels a model knows as numbers, which nobody says. */
interface Asked {
  readonly column: string;
  readonly cells: TextColumn;
  /** The least number of levels; 0 where the model's file does not say. */
  readonly codes: number;
}

/** Orders by name: sorted, as they first appear in the table, or as the model answers best. */
export type LevelOrder = 'sorted' | 'seen' | 'fitting';

interface Evidence {
  /** The answer there is: the name of an order, or the levels themselves as JSON. */
  readonly answer: string | undefined;
  /** The order in which the model answers best what is known. */
  readonly fitting: readonly string[] | undefined;
}

/** Codes above this are taken for names. */
const MOST_CODES = 10_000;
/** More different texts than this are names of rows, not levels. */
const MOST_LEVELS = 100;

/**
 * Asks in what order levels without one were numbered, with the likeliest orders; null where none
 * can be right.
 */
export function orderQuestion(
  { column, cells, codes }: Asked,
  { answer, fitting }: Evidence,
): { readonly question: BindQuestion; readonly levels: readonly string[] } | null {
  const found = [...new Set(cells.texts)].filter((cell) => !isMissing(cell));
  const numbers = found.every((cell) => /^\d{1,7}(\.0+)?$/.test(cell));
  const sorted = [...found].sort((a, b) => (numbers ? Number(a) - Number(b) : a < b ? -1 : Number(a > b)));
  const orders = new Map<string, { readonly levels: readonly string[]; readonly label: Message }>();
  const most = Math.max(codes, ...(numbers ? found.map((cell) => Number(cell) + 1) : []));
  if (numbers && most <= MOST_CODES)
    orders.set('codes', {
      levels: Array.from({ length: most }, (_, code) => String(code)),
      label: message('model.levelsCodes'),
    });
  const enough = sorted.length >= Math.max(1, codes) && (codes > 0 || sorted.length <= MOST_LEVELS);
  if (enough) {
    orders.set('sorted', { levels: sorted, label: message('model.levelsSorted', { levels: someOf(sorted) }) });
    if (fitting && !isSame(fitting, sorted))
      orders.set('fitting', { levels: fitting, label: message('model.levelsFitting', { levels: someOf(fitting) }) });
    if (!numbers && !isSame(found, sorted))
      orders.set('seen', { levels: found, label: message('model.levelsSeen', { levels: someOf(found) }) });
  }
  const own = enough ? ownOrder(answer, found) : null;
  if (own) orders.set('own', { levels: own, label: message('model.levelsOwn', { levels: someOf(own) }) });
  const about = `levels of ${column}` as const;
  const guess = own
    ? ([...orders].find(([, { levels }]) => isSame(levels, own))?.[0] ?? 'own')
    : answer !== undefined && orders.has(answer)
      ? answer
      : orders.has('fitting')
        ? 'fitting'
        : // Numbers that the model's own codes reach beyond are no codes.
          most > codes + 1 && orders.has('sorted')
          ? 'sorted'
          : [...orders.keys()][0];
  const order = orders.get(guess);
  if (!order) return null;
  if (guess !== 'own') orders.delete('own');
  const choices = [...orders].map(([value, { label }]) => ({ value, label }));
  return {
    question: {
      about,
      text: message('model.question.levels', { column }),
      choices,
      guess,
      ...(numbers ? {} : { order: { column, levels: order.levels, likely: levelsByName(orders) } }),
    },
    levels: order.levels,
  };
}

const levelsByName = (orders: ReadonlyMap<string, { readonly levels: readonly string[] }>) =>
  [...orders].map(([name, { levels }]) => ({ name, levels }));

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((level, at) => level === b[at]);

/** The levels that an answer lists, if it has all that there are, and none twice. */
function ownOrder(answer: string | undefined, found: readonly string[]): readonly string[] | null {
  if (!answer?.startsWith('[')) return null;
  try {
    const listed: unknown = JSON.parse(answer);
    if (!Array.isArray(listed) || !listed.every((level) => typeof level === 'string')) return null;
    const levels = new Set<string>(listed);
    return levels.size === listed.length && found.every((level) => levels.has(level)) ? listed : null;
  } catch {
    return null;
  }
}
