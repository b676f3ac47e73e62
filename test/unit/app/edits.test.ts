import { describe, expect, it } from 'vitest';
import { afterEdit, afterRedo, afterUndo, asLeft, editsOf, typedNumber } from '../../../src/app/edits.ts';
import type { Edits, Topic } from '../../../src/app/state.ts';
import type { Cell } from '../../../src/engine/protocol.ts';
import { creditTopic } from './make.ts';

const at = (row: number, values: readonly Cell[] = [row, 1]): Topic => ({
  ...creditTopic,
  row,
  values,
  edited: values,
});
const now = (edits: Edits, topic: Topic) => editsOf(edits, topic).now;

describe('edits', () => {
  it('go back and forth, and a new one ends what was taken back', () => {
    const topic = at(3);
    const one = afterEdit({}, topic, [3, 2], false);
    const two = afterEdit(one, topic, [3, 5], false);
    expect(now(two, topic)).toEqual([3, 5]);
    const back = afterUndo(two, topic) as Edits;
    expect(now(back, topic)).toEqual([3, 2]);
    const start = afterUndo(back, topic) as Edits;
    expect(now(start, topic)).toEqual([3, 1]);
    expect(afterUndo(start, topic)).toBeNull();
    expect(now(afterRedo(start, topic) as Edits, topic)).toEqual([3, 2]);
    const other = afterEdit(start, topic, [3, 9], false);
    expect(afterRedo(other, topic)).toBeNull();
  });

  it('take what is typed in one go for one step', () => {
    const topic = at(3);
    const typed = ['4', '42', '427'].reduce<Edits>(
      (edits, text, digit) => afterEdit(edits, topic, [3, Number(text)], digit > 0),
      {},
    );
    expect(now(typed, topic)).toEqual([3, 427]);
    expect(now(afterUndo(typed, topic) as Edits, topic)).toEqual([3, 1]);
  });

  it('stay with their row, and with the row alone', () => {
    const edits = afterEdit({}, at(3), [3, 2], false);
    expect(asLeft(edits, at(4)).edited).toEqual([4, 1]);
    expect(asLeft(edits, at(3)).edited).toEqual([3, 2]);
    // Another table may have another row of that number.
    expect(asLeft(edits, at(3, [8, 8])).edited).toEqual([8, 8]);
    const columns = creditTopic.study.columns.map((column) => ({ ...column, name: `other ${column.name}` }));
    expect(asLeft(edits, { ...at(3), study: { ...creditTopic.study, columns } }).edited).toEqual([3, 1]);
  });
});

it('keeps the digits that are typed where a number does not', () => {
  for (const [text, cell] of [
    ['2.5', 2.5],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['4611686018427387904', '4611686018427387904'],
  ] as const)
    expect(typedNumber(text, Number(text))).toBe(cell);
});
