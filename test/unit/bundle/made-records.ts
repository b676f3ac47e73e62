import type { Outcome } from '../../../src/bundle/outcome.ts';
import type { Plan } from '../../../src/bundle/schema.ts';
import { OrielError } from '../../../src/errors.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { plainRecord } from '../support/record.ts';
import { plan } from './made.ts';

/** A plan for so many rows, from row 10 on. */
export const planFor = (rows: number, change: Partial<Plan> = {}): Plan => ({
  ...plan,
  table: { ...plan.table, rows: rows + 10 },
  rows: { first: 10, last: 9 + rows },
  ...change,
});

/** The record of a row, made at some time or other. */
export async function recordOf(row: number): Promise<Explanation> {
  const [one, other] = [Math.sin(row), Math.cos(row)];
  const record: Explanation = {
    ...plainRecord,
    created: new Date(row * 1_000_003).toISOString(),
    milliseconds: row / 7,
    input: { kind: 'tabular', sha256: `in ${row}`, columns: ['a', 'b'], values: [row, '“ä”'], row },
    outputs: ['yes'],
    attributions: [[one, other]],
    base: [0.5],
    prediction: [0.5 + one + other],
    standardErrors: row % 2 === 0 ? [[0.01, 0.02]] : null,
  };
  return { ...record, id: await recordId(record) };
}

/** What becomes of a row: every seventh fails, every eleventh is passed over. */
export async function outcomeOf(row: number): Promise<Outcome> {
  if (row % 7 === 0) return { row, error: new OrielError('data-row', { row, file: 'f', last: 3 }) };
  return row % 11 === 0 ? { row, passed: true } : { row, record: await recordOf(row) };
}

export const outcomesOf = (first: number, last: number): Promise<Outcome[]> =>
  Promise.all(Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => outcomeOf(first + at)));
