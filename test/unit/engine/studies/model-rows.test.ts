import { describe, expect, test } from 'vitest';
import type { Feature } from '../../../../src/data/card.ts';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableFrom } from '../../../../src/data/tables/recognise.ts';
import { decodeRow, encodeRow } from '../../../../src/engine/studies/cells.ts';
import { precisionFor } from '../../../../src/engine/studies/model-rows.ts';
import { takenNumbers } from '../../../../src/models/bind/index.ts';
import type { ElementType } from '../../../../src/models/model.ts';
import { errorOf } from '../../support/errors.ts';

function given(type: ElementType, text: string, features: Feature[] | null = null) {
  const raw = parseCsv(new TextEncoder().encode(text), 'x.csv');
  const { table } = tableFrom(raw, features);
  const columns = [...table.columns.keys()];
  const taken = takenNumbers({
    kind: 'tabular',
    inputs: [{ name: 'x', type, shape: 'matrix', columns, levels: null }],
    batch: null,
    output: 'y',
    outputs: 1,
  });
  return { raw, table, taken, precision: () => precisionFor(table, taken, raw) };
}

describe('a table for a model of whole numbers', () => {
  test.each([
    ['int32', '2147483648', 'data-not-exact', '2147483647'],
    ['int32', '-2147483649', 'data-not-exact', '2147483647'],
    ['int64', '9007199254740993', 'data-not-exact', '9007199254740991'],
    ['int64', '-4611686018427387905', 'data-not-exact', '9007199254740991'],
    ['uint8', '256', 'data-not-exact', '255'],
    ['uint8', '-1', 'data-not-exact', '255'],
    ['int64', '2.5', 'data-not-whole', undefined],
    ['int32', '-0.25', 'data-not-whole', undefined],
    ['float32', '1e39', 'data-too-big', undefined],
  ] as const)('%s refuses %s, naming cell and line', (type, text, code, most) => {
    const error = errorOf(given(type, `a,b\n1,2\n\n3,${text}\n`).precision);
    expect(error).toMatchObject({ code, details: { file: 'x.csv', column: 'b', line: 4, text } });
    expect(error.details.most).toBe(most);
  });

  test('takes whole numbers however they are written, and missing ones', () => {
    expect(given('int64', 'a,b\n1.0,\n2e3,-7\n').precision()).toBe('float32');
  });

  test.each([
    ['int32', ['3000000000', '3100000000']],
    ['int64', ['9007199254740993', '9007199254740995']],
    ['int32', ['0.5', '1.5']],
    ['int64', ['1000000000000000001', '1000000000000000003', '1000000000000000005']],
  ] as const)('%s is given the codes of levels that are named like other numbers: %j', (type, levels) => {
    const features: Feature[] = [{ name: 'a', kind: 'categorical', levels: [...levels] }];
    for (const cells of [levels, levels.map((_, code) => String(code))]) {
      const { table, taken, precision } = given(type, `a\n${cells.join('\n')}\n`, features);
      expect(precision()).toBe('float32');
      expect([...table.rows.data]).toEqual([...levels.keys()]);
      for (const [code, level] of levels.entries())
        expect([...encodeRow([level], table.columns, { named: new Map(), taken })]).toEqual([code]);
    }
  });

  test('a row that it takes is taken back from a person', () => {
    const { table, taken, precision } = given('int64', 'a,b\n9007199254740994,-4611686018427387904\n');
    expect(precision()).toBe('float64');
    const cells = decodeRow(table.rows.data, table.columns, taken);
    expect(encodeRow(cells, table.columns, { named: new Map(), taken })).toEqual(table.rows.data);
  });
});
