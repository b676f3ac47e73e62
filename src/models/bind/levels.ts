import { message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import { sameName } from '../../data/tables/column-names.ts';
import { adviceFor, someOf } from '../../data/tables/column-reading.ts';
import type { RawTable } from '../../data/tables/csv.ts';
import { textLevels } from '../../data/tables/recognise.ts';
import { OrielError } from '../../errors.ts';
import type { Categories, ModelFacts } from '../model.ts';
import type { FindSequence } from './input-sequence.ts';
import { type LevelOrder, orderQuestion } from './level-orders.ts';
import type { BindQuestion } from './output.ts';
import { bindTabular } from './tabular.ts';

interface Choice {
  readonly card: Card | null;
  readonly target: string | null;
  /** Absent where nobody can be asked. */
  readonly answers?: Readonly<Record<string, string>>;
  /** The order of all levels that no answer names. */
  readonly order?: LevelOrder;
  /** The orders, by column, in which the model answers best what is known. */
  readonly fitting?: ReadonlyMap<string, readonly string[]>;
  /** For binding. */
  readonly findSequence?: FindSequence | null;
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
 * levels: as the model's file has it, else as the card has it, else as a person answers. Texts
 * where the model takes numbers are such too, though its file says nothing of it. What remains
 * unknown, binding refuses.
 * @throws OrielError `model-input` where a card's levels contradict the file's.
 */
export function numberLevels(facts: ModelFacts, table: RawTable, choice: Choice): NumberedLevels {
  const { card, answers, order, fitting } = choice;
  const levels = new Map<string, readonly string[]>();
  const questions: BindQuestion[] = [];
  if (!facts.categories && !answers) return { levels, facts, questions };
  const taken = takenColumns(facts, table, choice);
  const ask = (index: number, codes: number) => {
    const column = table.header[index];
    const cells = table.cells[index];
    const evidence = { answer: answers?.[`levels of ${column}`] ?? order, fitting: fitting?.get(column) };
    const asked = orderQuestion({ column, cells, codes }, evidence);
    if (!asked) return null;
    questions.push(asked.question);
    levels.set(column, asked.levels);
    return asked.levels;
  };
  const ownLevels = (name: string) => card?.features?.find((feature) => sameName(feature.name, name))?.levels;
  if (answers)
    for (const [at, { index, isText }] of (taken ?? []).entries())
      if (
        !isText &&
        !facts.categories?.[at] &&
        !ownLevels(table.header[index]) &&
        isListOfLevels(textLevels(table, index))
      )
        ask(index, 0);
  const categories = facts.categories?.map((each, at): Categories | null => {
    const index = taken?.[at]?.index;
    if (!each || index === undefined) return each;
    const name = table.header[index];
    const own = ownLevels(name);
    if (each.levels) {
      if (!own || own.every((level) => each.levels?.includes(level))) levels.set(name, each.levels);
      else if (!isRenaming(own, each.levels)) throw levelsDiffer(facts, name, own, each.levels);
      return each;
    }
    if (own || !answers) return each;
    const asked = ask(index, each.codes);
    return asked ? { ...each, levels: asked } : each;
  });
  return { levels, facts: { ...facts, ...(categories && { categories }) }, questions };
}

/** Whether a column's texts are levels, and not numbers written in a way that has to be mended. */
const isListOfLevels = (levels: readonly string[] | null): boolean => levels !== null && !levels.some(adviceFor);

/** A column that the model takes, and whether as text. */
interface Taken {
  readonly index: number;
  readonly isText: boolean;
}

/** The table's columns in the model's order; null where that is unclear, which binding says. */
function takenColumns(facts: ModelFacts, table: RawTable, { card, target, findSequence }: Choice): Taken[] | null {
  const { categories: _, ...plain } = facts;
  const columns = table.header.map((name) => ({ name, kind: 'numeric', levels: null }) as const);
  try {
    const bound = bindTabular(plain, { file: table.file, columns }, card, target, findSequence);
    const texts = new Set(bound.binding.inputs.flatMap((input) => (input.type === 'string' ? input.columns : [])));
    return bound.columns.map((index, at) => ({ index, isText: texts.has(at) }));
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
