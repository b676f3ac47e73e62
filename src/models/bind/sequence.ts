import { type Message, message } from '../../catalogue/message.ts';
import type { Card, SequenceInput } from '../../data/card.ts';
import { matchNames } from '../../data/tables/column-names.ts';
import { someOf } from '../../data/tables/column-reading.ts';
import { missingColumns } from '../../data/tables/missing-columns.ts';
import {
  columnsByPattern,
  inLayout,
  recogniseSequence,
  type SequenceNames,
  stepName,
} from '../../data/tables/sequence-columns.ts';
import { OrielError } from '../../errors.ts';
import type { ModelFacts, TensorShape } from '../model.ts';
import { type FindSequence, type FoundSequence, type Header, sequenceInput, tensorShape } from './input-sequence.ts';
import { shapeText } from './output.ts';

/**
 * Finds the columns of a table that are the steps of a sequence: as the card says, else by their
 * names, else in their order where the model takes one step or one feature. Throws `model-input`
 * where neither tells, or where the card contradicts the model, and `data-missing-columns`.
 */
export const findSequence: FindSequence = (facts, header, card) => {
  const input = sequenceInput(facts) ?? facts.inputs[0];
  const said = card?.input.kind === 'tabular' ? card.input.sequence : undefined;
  if (said) return bySequence(facts, input, { header, said, named: card?.features?.map(({ name }) => name) ?? null });
  const [, height, width] = input.shape;
  const free = header.names.map((name, at) => (header.isFree(at) ? name : ''));
  const [upright, turned] = [
    recogniseSequence(free, { steps: height, features: width }),
    recogniseSequence(free, { steps: width, features: height }),
  ];
  const found = upright ?? turned;
  if (found) {
    const layout = upright ? 'TF' : 'FT';
    const unclear = upright && turned ? [message('model.sequenceSquare', { shape: shapeText(input) })] : [];
    const notices = [recognised(found, header.names), ...unclear];
    const { pattern, steps, features, first } = found;
    return { steps, features, first, layout, pattern, columns: inLayout(found.columns, layout), notices };
  }
  const only = facts.inputs.length === 1;
  return (only ? inOrder(input, header) : null) ?? refuse(facts, input, header);
};

function recognised({ steps, features, first, columns }: SequenceNames, names: readonly string[]): Message {
  const last = columns[steps - 1];
  return message('model.sequenceRecognised', {
    ...{ steps, features: someOf(features), count: features.length, first },
    ...{ from: names[columns[0][0]], to: names[last[last.length - 1]], last: first + steps - 1 },
  });
}

/** One step, or one feature: the columns in their order, of one more the last is left over. */
function inOrder({ name, shape: [, height, width] }: TensorShape, { names, isFree }: Header): FoundSequence | null {
  if (height === null || width === null || Math.min(height, width) !== 1) return null;
  const free = [...names.keys()].filter(isFree);
  const size = height * width;
  if (free.length !== size && free.length !== size + 1) return null;
  const columns = free.slice(0, size);
  const features = width === 1 ? [name] : columns.map((at) => names[at]);
  const notices = lastIsTarget(names, free, size);
  return { steps: height, features, first: 1, layout: 'TF', pattern: null, columns, notices };
}

/** Of one column more than there are cells, the last is the target. */
const lastIsTarget = (names: readonly string[], free: readonly number[], size: number): Message[] =>
  free.length > size ? [message('model.lastIsTarget', { column: names[free[size]] })] : [];

function refuse({ file, inputs }: ModelFacts, input: TensorShape, { names, file: table }: Header): never {
  const [, steps, features] = input.shape;
  const example = { steps: steps ?? 24, features: exampleFeatures(features), columns: '{feature}_{step}' };
  const text = message('model.sequenceWanted', {
    ...{ shape: shapeText(input), steps, features },
    ...{ table, found: names.length, card: JSON.stringify(exampleCard(file, example)) },
    ...{ beside: inputs.flatMap(({ name }) => (name === input.name ? [] : [name])), others: inputs.length - 1 },
  });
  throw new OrielError('model-input', { input: input.name, file, text });
}

/** A whole card, to be completed by the person. */
const exampleCard = (file: string, sequence: SequenceInput): Card => ({
  schema: 'oriel.card/1',
  name: file.replace(/\.[^.]*$/, ''),
  task: 'regression',
  input: { kind: 'tabular', sequence },
});

/** Names of features in an example, as many as the model takes, up to a few. */
const exampleFeatures = (count: number | null): string[] =>
  Array.from({ length: Math.min(count ?? 2, MOST_EXAMPLES) }, (_, at) => ['hr', 'bp', 'temp'][at] ?? `f${at + 1}`);
const MOST_EXAMPLES = 12;

interface Said {
  readonly header: Header;
  readonly said: SequenceInput;
  /** The card's features, where it lists them. */
  readonly named: readonly string[] | null;
}

/** The sequence that a card describes. */
function bySequence(facts: ModelFacts, input: TensorShape, { header, said, named }: Said): FoundSequence {
  const { file } = facts;
  const fail = (text: Message): never => {
    throw new OrielError('model-input', { input: input.name, file, text });
  };
  const { steps, features, layout = 'TF', columns: pattern, order = 'steps' } = said;
  const dimensions = tensorShape({ ...said, layout, first: 0 });
  const wanted = input.shape.length === 3 ? dimensions : [dimensions[0] * dimensions[1]];
  if (wanted.some((size, at) => (input.shape[at + 1] ?? size) !== size))
    fail(message('model.sequenceConflict', { steps, features: features.length, layout, shape: shapeText(input) }));
  const twice = features.find((name, at) => features.indexOf(name) !== at);
  if (twice !== undefined) fail(message('model.sequenceTwice', { name: twice }));
  const { names, isFree } = header;
  const free = names.map((name, at) => (isFree(at) ? name : ''));
  if (pattern !== undefined) {
    const found = columnsByPattern(free, pattern, said);
    const { first, unclear } = found;
    if (unclear) fail(message('model.sequenceAlike', { columns: unclear.map((at) => names[at]) }));
    missing(
      header,
      found.columns.flatMap((own, step) =>
        own.flatMap((at, k) => (at < 0 ? [stepName(pattern, features[k], first + step)] : [])),
      ),
    );
    return { steps, features, first, layout, pattern, columns: inLayout(found.columns, layout), notices: [] };
  }
  const first = said.first ?? 1;
  const size = steps * features.length;
  const inTable = [...names.keys()].filter(isFree);
  const { before, width } = besideOf(facts, input, (named ?? inTable).length - size);
  const all = size + width;
  if (named && named.length !== all) fail(message('model.inputWidth', { expected: all, found: named.length }));
  if (!named && inTable.length !== all && inTable.length !== all + 1)
    throw new OrielError('data-columns-unclear', { expected: all, file: header.file, found: names.length });
  const own = named?.slice(before, before + size) ?? null;
  const listed = own ? matchNames(own, names, isFree).found : inTable.slice(before, before + size);
  missing(header, own?.filter((_, at) => listed[at] < 0) ?? []);
  const at = (step: number, k: number) => (order === 'steps' ? step * features.length + k : k * steps + step);
  const cells = Array.from({ length: steps }, (_, step) => features.map((_, k) => listed[at(step, k)]));
  // Where there are columns beside it, they tell which one is left over.
  const notices = named || width > 0 ? [] : lastIsTarget(names, inTable, size);
  return { steps, features, first, layout, pattern: null, columns: inLayout(cells, layout), notices };
}

/**
 * Columns of the inputs beside a sequence's, and of those before it. One input may leave its number
 * open: it has what is left of `room`.
 */
function besideOf({ inputs }: ModelFacts, input: TensorShape, room: number) {
  const widths = inputs.map(({ name, shape }) => (name === input.name ? 0 : shape.length === 1 ? 1 : shape[1]));
  const known = widths.reduce<number>((sum, width) => sum + (width ?? 0), 0);
  const sum = (all: typeof widths) => all.reduce<number>((total, width) => total + (width ?? room - known), 0);
  return { before: sum(widths.slice(0, inputs.indexOf(input))), width: sum(widths) };
}

function missing({ file, names: header }: Header, names: readonly string[]): void {
  if (names.length > 0) throw missingColumns({ file, header, names, of: Number.POSITIVE_INFINITY });
}
