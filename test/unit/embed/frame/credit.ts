import type { Explanation } from '../../../../src/records/record.ts';
import { openLibrary } from '../../library/support.ts';
import { cardOf, file } from './frame.ts';

/** What a host says to have the credit example opened. */
export const credit = () => ({
  type: 'open' as const,
  model: [file('credit/gbt.onnx')],
  data: file('credit/data.csv'),
  card: cardOf('credit/gbt.card.json'),
});
export const row = (number: number) => ({ kind: 'row' as const, row: number });

/** The records that the library makes of rows of the credit example. */
export async function creditRecords(rows: readonly number[]): Promise<Explanation[]> {
  const { oriel } = openLibrary();
  const { model, data } = credit();
  const opened = await oriel.open([...model, data], { card: cardOf('credit/gbt.card.json') });
  const records = await Promise.all(rows.map((of) => opened.explain(of, { outputs: 'all' }).result));
  await oriel.close();
  return records;
}
