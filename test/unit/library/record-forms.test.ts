import { expect, test } from 'vitest';
import type { Message } from '../../../src/catalogue/message.ts';
import { type RecordForms, recordAs } from '../../../src/library/index.ts';
import { forms } from '../../../src/records/forms/index.ts';
import { failureOf } from '../../support/failure.ts';
import { creditRecord } from '../app/make.ts';

test('a record takes the form that is asked for, and what has no place in it is told', async () => {
  const record = creditRecord([0.1, 0, -0.2, 0]);
  const names = Object.keys(forms) as (keyof RecordForms)[];
  for (const name of names) {
    const told: Message[] = [];
    expect(await recordAs(name, record, { tell: (note) => told.push(note) })).toEqual(forms[name].write(record));
    expect(told).toEqual(forms[name].notes(record));
  }
  const [{ values }] = await recordAs('shap', record);
  expect(values).toHaveLength(1);
  const outputs = ['good risk', 'bad risk'];
  const [vertex] = await recordAs('vertex', record, { modelOutputs: outputs });
  expect(vertex.attributions[0].outputIndex).toEqual([1]);
  expect((await failureOf(() => recordAs('shapiq', { ...record, endsOnly: true }))).code).toBe('record-form');
});
