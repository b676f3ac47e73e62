import { type Message, message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import { sameName } from '../../data/tables/column-names.ts';
import { someOf } from '../../data/tables/recognise.ts';
import { OrielError } from '../../errors.ts';
import type { Categories, ModelFacts } from '../model.ts';
import type { BindQuestion } from './output.ts';
import { bindTabular } from './tabular.ts';

/** A table's text, by column. */
interface TextColumns {
  readonly file: string;
  readonly header: readonly string[];
  readonly cells: readonly (readonly string[])[];
}

interface Choice {
  readonly card: Card | null;
  readonly target: string | null;
  /** Absent where nobody can be asked. */
  readonly answers?: Readonly<Record<string, string>>;
}

export interface NumberedLevels {
  /** The levels by which columns of these names are to be read, and by no code. */
  readonly levels: ReadonlyMap<string, readonly string[]>;
  /** The facts, with what was answered. */
  readonly facts: ModelFacts;
  readonly questions: readonly BindQuestion[];
}

/**
 * Finds the columns of a table that a model takes as codes of categories, and the order of their
 * levels: as the model's file has it, else as the card has it, else as a person answers. What
 * remains unknown, binding refuses.
 * @throws OrielError `model-input` where a card's levels contradict the file's.
 */
export function numberLevels(facts: ModelFacts, table: TextColumns, { card, target, answers }: Choice): NumberedLevels {
  const levels = new Map<string, readonly string[]>();
  const questions: BindQuestion[] = [];
  if (!facts.categories) return { levels, facts, questions };
  const taken = takenColumns(facts, table, card, target);
  const categories = facts.categories.map((each, at): Categories | null => {
    const index = taken?.[at];
    if (!each || index === undefined) return each;
    const name = table.header[index];
    const own = card?.features?.find((feature) => sameName(feature.name, name))?.levels;
    if (each.levels) {
      if (!own || own.every((level) => each.levels?.includes(level))) levels.set(name, each.levels);
      else if (!isRenaming(own, each.levels)) throw levelsDiffer(facts, name, own, each.levels);
      return each;
    }
    if (own || !answers) return each;
    const asked = orderQuestion(name, table.cells[index], each.codes, answers);
    if (!asked) return each;
    questions.push(asked.question);
    levels.set(name, asked.levels);
    return { ...each, levels: asked.levels };
  });
  return { levels, facts: { ...facts, categories }, questions };
}

/** The table's columns in the model's order; null where that is unclear, which binding says. */
function takenColumns(facts: ModelFacts, table: TextColumns, card: Card | null, target: string | null) {
  const { categories: _, ...plain } = facts;
  const columns = table.header.map((name) => ({ name, kind: 'numeric', levels: null }) as const);
  try {
    return bindTabular(plain, { file: table.file, columns }, card, target).columns;
  } catch (error) {
    if (error instanceof OrielError) return null;
    throw error;
  }
}

/** Whether levels are other names for the same ones: none of them stands elsewhere in the file. */
const isRenaming = (levels: readonly string[], of: readonly string[]): boolean =>
  levels.length === of.length && levels.every((level, at) => level === of[at] || !of.includes(level));

function levelsDiffer(facts: ModelFacts, column: string, own: readonly string[], levels: readonly string[]) {
  const text = message('model.levelsDiffer', { column, found: own.length, levels: someOf(levels) });
  const details = { input: facts.inputs[0].name, file: facts.file, column, text };
  return new OrielError('model-input', details);
}

/** Asks in what order levels without one were numbered; null where neither order can be right. */
function orderQuestion(
  column: string,
  cells: readonly string[],
  codes: number,
  answers: Readonly<Record<string, string>>,
): { readonly question: BindQuestion; readonly levels: readonly string[] } | null {
  const found = [...new Set(cells)].filter((cell) => cell.trim() !== '' && !/^(nan|na|null|\?)$/i.test(cell));
  const numbers = found.every((cell) => /^\d{1,7}(\.0+)?$/.test(cell));
  const sorted = [...found].sort((a, b) => (numbers ? Number(a) - Number(b) : a < b ? -1 : Number(a > b)));
  const orders = new Map<string, { readonly levels: readonly string[]; readonly label: Message }>();
  const most = Math.max(codes, ...(numbers ? found.map((cell) => Number(cell) + 1) : []));
  if (numbers && most <= MOST_CODES)
    orders.set('codes', {
      levels: Array.from({ length: most }, (_, code) => String(code)),
      label: message('model.levelsCodes'),
    });
  if (sorted.length >= codes && sorted.length > 0)
    orders.set('sorted', { levels: sorted, label: message('model.levelsSorted', { levels: someOf(sorted) }) });
  const about = `levels of ${column}` as const;
  // Numbers that the model's own codes reach beyond are no codes.
  const guess = orders.has(answers[about])
    ? answers[about]
    : most > codes + 1 && orders.has('sorted')
      ? 'sorted'
      : [...orders.keys()][0];
  const order = orders.get(guess);
  if (!order) return null;
  const choices = [...orders].map(([value, { label }]) => ({ value, label }));
  return {
    question: { about, text: message('model.question.levels', { column }), choices, guess },
    levels: order.levels,
  };
}

/** Codes above this are taken for names. */
const MOST_CODES = 10_000;
