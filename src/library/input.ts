import { message } from '../catalogue/message.ts';
import { ownOf } from '../data/named.ts';
import type { Cell, EngineApi, InputChoice, OpenedPicture, Study } from '../engine/protocol.ts';
import { OrielError } from '../errors.ts';
import { type GivenFile, readGiven } from './given-files.ts';
import type { Input } from './options.ts';
import type { InputOrigin } from './own-input.ts';

/** An input as the engine takes it, where it is from, and how to let go of it. */
export interface OpenedInput {
  readonly choice: InputChoice;
  readonly origin: InputOrigin;
  readonly release: () => void;
}

const nothing = (): void => {};

const isGivenFile = (input: Input): input is GivenFile =>
  typeof input === 'string' ||
  input instanceof URL ||
  input instanceof Blob ||
  (typeof input === 'object' && 'data' in input);

const isOpened = (input: Input): input is OpenedPicture =>
  typeof input === 'object' && 'handle' in input && 'width' in input;

/**
 * Makes an input ready for a study. Throws `input-columns` for a row that lacks columns,
 * `request-invalid` for another kind of input, and what opening a picture throws.
 */
export async function openInput(api: EngineApi, study: Study, input: Input): Promise<OpenedInput> {
  const { name: model, input: taken } = study.card;
  const { kind } = taken;
  const nowhere: InputOrigin = { row: null, file: null, model };
  const wrong = () => new OrielError('request-invalid', { text: message('engine.wrongInput', { kind }) });
  if (kind === 'image') {
    if (isOpened(input))
      return {
        choice: { kind: 'picture', picture: input.handle },
        origin: { ...nowhere, file: input.file },
        release: nothing,
      };
    if (!isGivenFile(input)) throw wrong();
    const { file } = await readGiven(input);
    const { handle } = await api.openPicture({ name: file.name, data: file });
    return {
      choice: { kind: 'picture', picture: handle },
      origin: { ...nowhere, file: file.name },
      release: () => void api.release(handle).catch(nothing),
    };
  }
  if (kind === 'text') {
    const text = typeof input === 'object' && 'text' in input ? input.text : input;
    if (typeof text !== 'string') throw wrong();
    return { choice: { kind: 'text', text }, origin: nowhere, release: nothing };
  }
  if (typeof input === 'number')
    return { choice: { kind: 'row', row: input }, origin: { ...nowhere, row: input }, release: nothing };
  if (typeof input !== 'object' || input instanceof URL || input instanceof Blob) throw wrong();
  const values = Array.isArray(input)
    ? (input as readonly Cell[])
    : cellsOf(study, input as Readonly<Record<string, Cell>>);
  return { choice: { kind: 'values', values }, origin: nowhere, release: nothing };
}

/** Cells by column name, in the model's order. */
function cellsOf({ columns }: Study, row: Readonly<Record<string, Cell>>): Cell[] {
  const missing = columns.filter(({ name }) => ownOf(row, name) === undefined);
  if (missing.length > 0) throw new OrielError('input-columns', { columns: missing.map(({ name }) => name) });
  return columns.map(({ name }) => ownOf(row, name) ?? null);
}
