import type { Explanation } from '../records/record.ts';
import { recordId } from '../records/record-id.ts';

/** What a record says of its input and its model that decides no value. */
export interface InputOrigin {
  /** Its row in the table. */
  readonly row: number | null;
  readonly file: string | null;
  /** What the model is called. */
  readonly model: string;
}

/**
 * A kept record as an answer about an input of equal values: with the input's own row or file, the
 * model's own name, and the id that a new record of it would have.
 */
export async function aboutInput(record: Explanation, { row, file, model: name }: InputOrigin): Promise<Explanation> {
  const { input, model } = record;
  const sameRow = input.kind !== 'tabular' || input.row === row;
  const sameFile = input.kind !== 'image' || input.file === file;
  if (sameRow && sameFile && model.name === name) return record;
  const own: Explanation = {
    ...record,
    model: { ...model, name },
    input: input.kind === 'tabular' ? { ...input, row } : input.kind === 'image' ? { ...input, file } : input,
  };
  return { ...own, id: await recordId(own) };
}
