import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Explanation } from '../record.ts';

/** What only the model's file tells, and a record does not. */
export interface FormContext {
  /** All of the model's outputs, in its order. Default: those of the record. */
  readonly modelOutputs?: readonly string[];
}

/** A form in which other tools keep an explanation. */
export interface Form {
  /** How the tool calls itself. */
  readonly tool: string;
  /**
   * A record as what the tool reads: one value, or several where it keeps each output by itself.
   * Throws `record-form` where it cannot hold the record.
   */
  write(record: Explanation, context?: FormContext): readonly object[];
  /** What of the record the form has no place for, for a person to know. */
  notes(record: Explanation): readonly Message[];
}

/** Throws `record-form` for a record whose attributions are not to be shown as an explanation. */
export function checkLearnt(record: Explanation, form: string): void {
  if (record.endsOnly) throw cannotHold(form, message('record.form.nothingLearnt'));
}

export const cannotHold = (form: string, text: Message): OrielError => new OrielError('record-form', { form, text });

/** The one note that lists what is left out, or none. */
export const leftOut = (form: string, what: readonly (Message | false)[]): Message[] => {
  const all = what.filter((each) => each !== false);
  return all.length === 0 ? [] : [message('record.form.leftOut', { form, what: all })];
};

/** Whether some standard errors are known and not 0. */
export const hasErrors = ({ standardErrors }: Explanation): boolean =>
  standardErrors?.some((row) => row.some((error) => error > 0)) ?? false;

export const spaceNote = ({ space }: Explanation): Message | false =>
  space !== 'output' && message('record.form.space', { space });

export const interactionsNote = ({ interactions, players }: Explanation): Message | false =>
  interactions !== undefined && players.length > 1 && message('record.form.interactions');

export const pixelsNote = ({ input }: Explanation): Message | false =>
  input.kind === 'image' && message('record.form.pixels');

/**
 * What each player is in a row: one value a player, where each is a column of its own; null where
 * players are several columns each, or values were removed.
 */
export function playerValues({ input, players }: Explanation): readonly (number | string | null)[] | null {
  if (input.kind !== 'tabular' || input.values === null) return null;
  const { columns, values } = input;
  return players.length === columns.length && players.every((name, at) => name === columns[at]) ? values : null;
}

/** Values of several players in one are in a record, but no single value stands for them. */
export const groupsNote = (record: Explanation): Message | false =>
  record.input.kind === 'tabular' &&
  record.input.values !== null &&
  playerValues(record) === null &&
  message('record.form.groupValues');
