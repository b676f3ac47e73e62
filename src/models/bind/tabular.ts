import { type Message, message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import { matchNames, sameName } from '../../data/tables/column-names.ts';
import { adviceFor, someOf } from '../../data/tables/column-reading.ts';
import { missingColumns } from '../../data/tables/missing-columns.ts';
import type { Column } from '../../data/tables/table.ts';
import { OrielError } from '../../errors.ts';
import type { Categories, ModelFacts, TabularBinding, TensorShape } from '../model.ts';
import { type FindSequence, type FoundSequence, sequenceInput, takesSequence, tensorShape } from './input-sequence.ts';
import { batchOf, chooseOutput, shapeText, withinLimits } from './output.ts';

/** The part of a table that matters here: its columns and, for messages, its file. */
interface TableColumns {
  readonly file: string;
  readonly columns: readonly Column[];
  /** Columns whose levels are in the order of the model's numbers. */
  readonly numbered?: { has(column: string): boolean };
  /** A column's first cell that is no number, with its line. */
  readonly firstText?: (column: string) => { readonly text: string; readonly line: number } | null;
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
  /** Where its columns are the steps of a sequence: which is which. */
  readonly sequence?: FoundSequence;
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
 * + 1 the last is the target. An input of sequences takes columns of steps. `target` is the column
 * a person named, null if none was; `findSequence` is needed where `takesSequence` says so. Throws
 * `data-column`, `data-missing-columns`, `data-columns-unclear`, `model-input` (text where the
 * model takes numbers, a shape no table fills) and `model-output`.
 */
export function bindTabular(
  facts: ModelFacts,
  table: TableColumns,
  card: Card | null,
  target: string | null,
  findSequence: FindSequence | null = null,
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
  const header = columns.map(({ name }) => name);
  const find = (names: readonly string[]): readonly number[] => {
    const { found, unclear } = matchNames(names, header, (at) => free.has(at));
    for (const { wanted, taken, others } of unclear) {
      const alike = others.map((at) => header[at]);
      notices.push(message('model.alikeColumns', { wanted, column: header[taken], others: alike }));
    }
    return found;
  };

  const filled = new Map<Slot, readonly number[]>();
  const own = { file: table.file, names: header, isFree: (at: number) => free.has(at) };
  const sequence = takesSequence(facts, card) ? sequenceBy(findSequence)(facts, own, card) : null;
  if (sequence) {
    filled.set(slots.find(({ input }) => input === sequenceInput(facts)) ?? slots[0], sequence.columns);
    for (const at of sequence.columns) free.delete(at);
    notices.push(...sequence.notices);
  }
  const narrow = slots.filter((slot) => slot.width === 1 && !filled.has(slot));
  const places = find(narrow.map(({ input }) => input.name));
  const single: Slot[] = [];
  const missing: string[] = [];
  for (const [index, slot] of narrow.entries()) {
    const at = places[index];
    if (slots.length === 1 && at < 0) continue;
    if (at < 0) missing.push(slot.input.name);
    single.push(slot);
    filled.set(slot, [at]);
    free.delete(at);
  }
  throwMissing(table, missing, narrow.length);

  const matrices = slots.filter((slot) => !filled.has(slot));
  const [slot] = matrices;
  const names = featureNames(facts, card);
  if (matrices.length === 1 && names) {
    const given = [
      ...single.map(({ input }) => input.name),
      ...(sequence ? sequence.columns.map((at) => header[at]) : []),
    ];
    const rest = given.length === 0 ? names : names.filter((name) => !given.some((input) => sameName(input, name)));
    if (slot.width !== null && slot.width !== rest.length) {
      throw new OrielError('model-input', {
        input: slot.input.name,
        file,
        text: message('model.inputWidth', { expected: slot.width, found: rest.length }),
      });
    }
    const found = find(rest);
    throwMissing(
      table,
      rest.filter((_, index) => found[index] < 0),
      rest.length,
    );
    filled.set(slot, found);
  } else if (matrices.length > 0) {
    const shared = shareOut(matrices, [...free], table, targetAt < 0);
    if (!shared) {
      const widths = matrices
        .map(({ width }) => width ?? Number.NaN)
        .reduce((sum, width) => sum + width, single.length + (sequence?.columns.length ?? 0));
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
  const taken = new Set(used);
  const left = [...columns.keys()].filter((at) => !taken.has(at));
  if (targetAt < 0 && named === null && left.length === 1) targetAt = left[0];
  let next = 0;
  const inputs = slots.map((each) => {
    const taken = filled.get(each) ?? [];
    const positions = taken.map(() => next++);
    const chosen = taken.map((at) => columns[at]);
    const bound = bindInput(each, chosen, positions, { facts, card, table });
    return sequence && each.input.shape.length === 3 ? { ...bound, sequence: tensorShape(sequence) } : bound;
  });
  const from = inputs.find((input) => input.sequence)?.columns[0] ?? 0;
  const { output, outputs } = chooseOutput(facts, card, batch);
  const finalStep = card?.post && { finalStep: card.post };
  const trees = facts.stopped?.answering === 'all' && { trees: 'all' as const };
  const binding: TabularBinding = { kind: 'tabular', inputs, batch, ...finalStep, ...trees, output, outputs };
  return {
    binding: withinLimits(binding, file),
    columns: used,
    target: targetAt < 0 ? null : columns[targetAt].name,
    notices,
    ...(sequence && { sequence: { ...sequence, ...(from > 0 && { from }) } }),
  };
}

function sequenceBy(find: FindSequence | null): FindSequence {
  if (!find) throw new Error('how columns of a sequence are found is loaded when it is needed');
  return find;
}

function slotsOf(facts: ModelFacts): Slot[] {
  const { file } = facts;
  if (facts.inputs.length === 0)
    throw new OrielError('model-input', { input: '', file, text: message('model.noInputs') });
  const sequences = facts.inputs.filter(({ shape }) => shape.length === 3);
  if (sequences.length > 1) {
    const text = message('model.sequencesSeveral', { inputs: sequences.map(({ name }) => name) });
    throw new OrielError('model-input', { input: sequences[0].name, file, text });
  }
  return facts.inputs.map((input) => {
    const { shape, name } = input;
    const rowless = shape.length === 1 && facts.inputs.length === 1 && (shape[0] ?? 1) > 1;
    const isSequence = sequenceInput(facts) === input;
    if (shape.length < 1 || (shape.length > 2 && !isSequence) || rowless) {
      throw new OrielError('model-input', {
        input: name,
        file,
        text: message('model.inputShape', { shape: shapeText(input) }),
      });
    }
    if (shape.length === 1) return { input, shape: 'vector', width: 1 };
    if (isSequence) return { input, shape: 'matrix', width: null };
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

function throwMissing({ file, columns }: TableColumns, names: readonly string[], of: number): void {
  if (names.length === 0) return;
  throw missingColumns({ file, header: columns.map(({ name }) => name), names, of });
}

/** Names of the model's columns, from the card or from metadata that some exporters write. */
export function featureNames(facts: ModelFacts, card: Card | null): readonly string[] | null {
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
  let left = [...taken];
  const columns = matrices.map(({ input, width }) => {
    const fits = left.filter((at) => !mixed || isText(at) === (input.type === 'string')).slice(0, width ?? 0);
    const gone = new Set(fits);
    left = left.filter((at) => !gone.has(at));
    return fits;
  });
  return left.length === 0 ? { columns, last } : null;
}

/** Whether a column's numbers are the codes of its categories, by the model's file or a card. */
const isNumbered = ({ levels }: Column, known: Categories, own: readonly string[] | undefined): boolean =>
  levels !== null &&
  ((known.levels?.length === levels.length && levels.every((level, at) => level === known.levels?.[at])) ||
    (own !== undefined && own.length >= known.codes));

/** How an input takes its columns of the table, which stand at `positions` in a row. */
function bindInput(
  { input, shape }: Slot,
  chosen: readonly Column[],
  positions: readonly number[],
  { facts, card, table }: { readonly facts: ModelFacts; readonly card: Card | null; readonly table: TableColumns },
): InputBinding {
  const { file, categories } = facts;
  const { name, type } = input;
  const levelsOf = (column: Column) => card?.features?.find((feature) => sameName(feature.name, column.name))?.levels;
  if (type !== 'string') {
    const unnamed = chosen.filter((column, at) => {
      const known = categories?.[at];
      return known && !isNumbered(column, known, levelsOf(column));
    });
    const texts = chosen.filter(
      (column, at) =>
        column.kind === 'categorical' &&
        !column.says &&
        !levelsOf(column) &&
        !table.numbered?.has(column.name) &&
        !categories?.[at],
    );
    const [text] = texts;
    if (unnamed.length > 0 || texts.length > 1) {
      const columns = [...unnamed, ...texts].map((column) => message('engine.quoted', { text: column.name }));
      const said = message('model.levelsUnknown', { columns: someOf(columns), count: columns.length });
      const details = { input: name, file, column: unnamed[0]?.name ?? text.name, text: said };
      throw new OrielError('model-input', details);
    }
    if (text) {
      const cell = table.firstText?.(text.name);
      const advice = cell && adviceFor(cell.text);
      if (advice) throw new OrielError('data-not-numeric', { file: table.file, column: text.name, ...cell, advice });
      const level = cell?.text ?? text.levels?.[0] ?? null;
      const said = message('model.textColumn', { column: text.name, level, line: cell?.line ?? null });
      const details = { input: name, file, column: text.name, text: said };
      throw new OrielError('model-input', details);
    }
    return { name, type, shape, columns: positions, levels: null };
  }
  return { name, type, shape, columns: positions, levels: chosen.map((column) => column.levels ?? null) };
}
