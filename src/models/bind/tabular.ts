import { type Message, message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import type { Column } from '../../data/tables/table.ts';
import { OrielError } from '../../errors.ts';
import type { ModelFacts, TabularBinding, TensorShape } from '../model.ts';
import { batchOf, chooseOutput, shapeText } from './output.ts';

/** The part of a table that matters here: its columns and, for messages, its file. */
interface TableColumns {
  readonly file: string;
  readonly columns: readonly Column[];
}

/** A model bound to a table. */
export interface BoundTable {
  readonly binding: TabularBinding;
  /**
   * Indices of the table's columns that the model takes, in the order of its inputs: a row given to
   * `predict`.
   */
  readonly columns: readonly number[];
  /** The table's target column: the named one, the only one left over, or the last of M + 1. */
  readonly target: string | null;
  readonly notices: readonly Message[];
}

type InputBinding = TabularBinding['inputs'][number];
interface Slot {
  readonly input: TensorShape;
  readonly shape: InputBinding['shape'];
  /** Columns it takes; null where the file leaves it free. */
  readonly width: number | null;
}

/**
 * Matches a table's columns with a model's inputs. Inputs of one column are matched by name, also
 * where case, spaces or punctuation differ. An input of many columns takes those that the card or
 * the file's metadata name, in that order; without names, M columns in the table's order, and of M
 * + 1 the last is the target. `target` is the column a person named, null if none was. Throws
 * `data-column`, `data-missing-columns`, `data-columns-unclear`, `model-input` (text where the
 * model takes numbers, a shape no table fills) and `model-output`.
 */
export function bindTabular(
  facts: ModelFacts,
  table: TableColumns,
  card: Card | null,
  target: string | null,
): BoundTable {
  const { file } = facts;
  const { columns } = table;
  const named = target ?? card?.target ?? null;
  let targetAt = named === null ? -1 : table.columns.findIndex((column) => column.name === named);
  if (target !== null && targetAt < 0) throw new OrielError('data-column', { column: target, file: table.file });

  const slots = slotsOf(facts);
  const batch = batchOf(facts, declaredBatch(facts, slots));
  const notices: Message[] = [];
  const free = new Set(table.columns.keys());
  free.delete(targetAt);

  const filled = new Map<Slot, readonly number[]>();
  const single = slots.filter(
    (slot) => slot.width === 1 && (slots.length > 1 || findColumn(table, slot.input.name, free) >= 0),
  );
  const missing: string[] = [];
  for (const slot of single) {
    const at = findColumn(table, slot.input.name, free);
    if (at < 0) missing.push(slot.input.name);
    filled.set(slot, [at]);
    free.delete(at);
  }
  throwMissing(table, missing);

  const matrices = slots.filter((slot) => !filled.has(slot));
  const [slot] = matrices;
  const names = featureNames(facts, card);
  if (matrices.length === 1 && names) {
    const rest = names.filter((name) => !single.some(({ input }) => sameName(input.name, name)));
    if (slot.width !== null && slot.width !== rest.length) {
      throw new OrielError('model-input', {
        input: slot.input.name,
        file,
        text: message('model.inputWidth', { expected: slot.width, found: rest.length }),
      });
    }
    const found = rest.map((name) => findColumn(table, name, free));
    throwMissing(
      table,
      rest.filter((_, index) => found[index] < 0),
    );
    filled.set(slot, found);
  } else if (matrices.length > 0) {
    const shared = shareOut(matrices, [...free], table, targetAt < 0);
    if (!shared) {
      const widths = matrices
        .map(({ width }) => width ?? Number.NaN)
        .reduce((sum, width) => sum + width, single.length);
      const expected = Number.isNaN(widths) ? message('model.anyNumber') : widths;
      throw new OrielError('data-columns-unclear', { expected, file: table.file, found: table.columns.length });
    }
    for (const [at, taken] of shared.columns.entries()) filled.set(matrices[at], taken);
    if (shared.last !== null) {
      targetAt = shared.last;
      notices.push(message('model.lastIsTarget', { column: table.columns[targetAt].name }));
    }
  }

  const used = slots.flatMap((each) => filled.get(each) ?? []);
  const left = [...columns.keys()].filter((at) => !used.includes(at));
  if (targetAt < 0 && named === null && left.length === 1) targetAt = left[0];
  let next = 0;
  const inputs = slots.map((each) => {
    const taken = filled.get(each) ?? [];
    const positions = taken.map(() => next++);
    const chosen = taken.map((at) => columns[at]);
    return bindInput(each, chosen, positions, { file, card });
  });
  const { output, outputs } = chooseOutput(facts, card, batch);
  const binding: TabularBinding = { kind: 'tabular', inputs, batch, output, outputs };
  return { binding, columns: used, target: targetAt < 0 ? null : columns[targetAt].name, notices };
}

function slotsOf(facts: ModelFacts): Slot[] {
  const { file } = facts;
  if (facts.inputs.length === 0)
    throw new OrielError('model-input', { input: '', file, text: message('model.noInputs') });
  return facts.inputs.map((input) => {
    const { shape, name } = input;
    const rowless = shape.length === 1 && facts.inputs.length === 1 && (shape[0] ?? 1) > 1;
    if (shape.length < 1 || shape.length > 2 || rowless) {
      throw new OrielError('model-input', {
        input: name,
        file,
        text: message('model.inputShape', { shape: shapeText(input) }),
      });
    }
    if (shape.length === 1) return { input, shape: 'vector', width: 1 };
    return { input, shape: shape[1] === 1 ? 'column' : 'matrix', width: shape[1] };
  });
}

function declaredBatch(facts: ModelFacts, slots: readonly Slot[]): number | null {
  const batches = new Set(slots.map(({ input }) => input.shape[0]));
  if (batches.size === 1) return slots[0].input.shape[0];
  throw new OrielError('model-input', {
    input: slots[0].input.name,
    file: facts.file,
    text: message('model.inputBatch'),
  });
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const sameName = (a: string, b: string): boolean => a === b || (plain(a) !== '' && plain(a) === plain(b));

/**
 * The free column of that name, or else one whose name differs only in case, spaces or punctuation;
 * -1 where there is none.
 */
function findColumn({ columns }: TableColumns, name: string, free: ReadonlySet<number>): number {
  const exact = columns.findIndex((column, at) => free.has(at) && column.name === name);
  return exact >= 0 ? exact : columns.findIndex((column, at) => free.has(at) && sameName(column.name, name));
}

function throwMissing(table: TableColumns, names: readonly string[]): void {
  if (names.length === 0) return;
  throw new OrielError('data-missing-columns', { file: table.file, columns: names, count: names.length });
}

/** Names of the model's columns, from the card or from metadata that some exporters write. */
function featureNames(facts: ModelFacts, card: Card | null): readonly string[] | null {
  if (card?.features) return card.features.map(({ name }) => name);
  const text = facts.metadata.feature_names ?? facts.metadata.features;
  if (text === undefined) return null;
  try {
    const names: unknown = JSON.parse(text);
    return Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string') ? names : null;
  } catch {
    return text.includes(',') ? text.split(',').map((name) => name.trim()) : null;
  }
}

/**
 * Shares columns out to matrices without names, in order; a text matrix beside one of numbers takes
 * the columns of text. Null where the numbers of columns do not tell which matrix gets which.
 */
function shareOut(matrices: readonly Slot[], free: readonly number[], table: TableColumns, mayDropLast: boolean) {
  const total = matrices.reduce((sum, { width }) => sum + (width ?? Number.NaN), 0);
  let taken = free;
  let last: number | null = null;
  if (mayDropLast && free.length === total + 1) {
    last = free[free.length - 1];
    taken = free.slice(0, -1);
  }
  if (matrices.length === 1 && matrices[0].width === null && !mayDropLast) return { columns: [taken], last };
  if (taken.length !== total) return null;
  const texts = matrices.filter(({ input }) => input.type === 'string').length;
  const mixed = texts > 0 && texts < matrices.length;
  const isText = (at: number) => table.columns[at].kind === 'categorical';
  const left = [...taken];
  const columns = matrices.map(({ input, width }) => {
    const fits = left.filter((at) => !mixed || isText(at) === (input.type === 'string')).slice(0, width ?? 0);
    for (const at of fits) left.splice(left.indexOf(at), 1);
    return fits;
  });
  return left.length === 0 ? { columns, last } : null;
}

/** How an input takes its columns of the table, which stand at `positions` in a row. */
function bindInput(
  { input, shape }: Slot,
  chosen: readonly Column[],
  positions: readonly number[],
  { file, card }: { readonly file: string; readonly card: Card | null },
): InputBinding {
  const { name, type } = input;
  const levelsOf = (column: Column) => card?.features?.find((feature) => sameName(feature.name, column.name))?.levels;
  if (type !== 'string') {
    const text = chosen.find((column) => column.kind === 'categorical' && !levelsOf(column));
    if (text) {
      const details = {
        input: name,
        file,
        column: text.name,
        text: message('model.textColumn', { column: text.name, level: text.levels?.[0] ?? null }),
      };
      throw new OrielError('model-input', details);
    }
    return { name, type, shape, columns: positions, levels: null };
  }
  return { name, type, shape, columns: positions, levels: chosen.map((column) => column.levels ?? null) };
}
