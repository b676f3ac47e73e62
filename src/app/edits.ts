import type { Cell } from '../library/index.ts';
import type { Edits, RowEdits, Topic } from './state.ts';

type Cells = readonly Cell[];

/** Steps that can be taken back. */
const MOST_STEPS = 200;

/**
 * Where a topic's row stands: models of one example that take the same columns share their rows.
 */
const placeOf = ({ origin, title, study, row }: Topic): string =>
  JSON.stringify([
    origin.kind === 'example' ? origin.example : ['own', title.en],
    study.columns.map(({ name }) => name),
    row,
  ]);

/** A number that is typed: its text where that has more digits than a number keeps. */
export const typedNumber = (text: string, number: number): Cell =>
  Number.isInteger(number) && !Number.isSafeInteger(number) && String(number) !== text ? text : number;

export const sameCells = (a: Cells, b: Cells): boolean =>
  a.length === b.length && a.every((cell, at) => Object.is(cell, b[at]));

/** What was made of the row on show; untouched where nothing was, or where it is another row. */
export function editsOf(edits: Edits, topic: Topic): RowEdits {
  const kept = Object.hasOwn(edits, placeOf(topic)) ? edits[placeOf(topic)] : undefined;
  const same = kept && sameCells(kept.values, topic.values);
  return same ? kept : { values: topic.values, past: [], now: topic.values, future: [] };
}

/** The topic with its row as the person left it. */
export const asLeft = (edits: Edits, topic: Topic): Topic => ({ ...topic, edited: editsOf(edits, topic).now });

const withRow = (edits: Edits, topic: Topic, row: RowEdits): Edits => ({ ...edits, [placeOf(topic)]: row });

/** After a change; `joined`: it goes on with the last one, as the digits of a number do. */
export function afterEdit(edits: Edits, topic: Topic, now: Cells, joined: boolean): Edits {
  const { values, past, now: before } = editsOf(edits, topic);
  const steps = joined && past.length > 0 ? past : [...past, before].slice(-MOST_STEPS);
  return withRow(edits, topic, { values, past: steps, now, future: [] });
}

/** One step back; null where there is none. */
export function afterUndo(edits: Edits, topic: Topic): Edits | null {
  const { values, past, now, future } = editsOf(edits, topic);
  const before = past.at(-1);
  return before
    ? withRow(edits, topic, { values, past: past.slice(0, -1), now: before, future: [now, ...future] })
    : null;
}

/** The step that was taken back last, once more; null where there is none. */
export function afterRedo(edits: Edits, topic: Topic): Edits | null {
  const { values, past, now, future } = editsOf(edits, topic);
  const [next, ...rest] = future;
  return next ? withRow(edits, topic, { values, past: [...past, now], now: next, future: rest }) : null;
}

/** By column, whether the person changed the row's value. */
export const editedColumns = (topic: Topic): readonly boolean[] =>
  topic.values.map((value, column) => value !== topic.edited[column]);
