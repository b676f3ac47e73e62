import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../../src/records/record.ts';
import { delimitedLine, type Field, rowFields, rowsHeader } from '../../../src/records/rows-csv.ts';

describe('a line', () => {
  test.each<[what: string, field: Field, written: string]>([
    ['a text', 'good risk', 'good risk'],
    ['a number, with a decimal point', 1234.5, '1234.5'],
    ['the smallest difference of a double', 0.1 + 0.2, '0.30000000000000004'],
    ['a negative number', -3, '-3'],
    ['nothing', null, ''],
    ['an answer that is not known', Number.NaN, ''],
    ['a comma', 'a,b', '"a,b"'],
    ['quotation marks', 'say "no"', '"say ""no"""'],
    ['a line break', 'a\nb', '"a\nb"'],
    ['white space at the end', 'a ', '"a "'],
    ['an umlaut and Arabic', 'Müller محمد', 'Müller محمد'],
    ['a formula', '=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['a sum', '+1+2', "'+1+2"],
    ['a difference', '-A1', "'-A1"],
    ['a function of old', '@SUM(A1)', "'@SUM(A1)"],
    ['a tab', '\t=1', "'\t=1"],
    ['a carriage return', '\r=1', '"\'\r=1"'],
    ['a sign of full width', '＝1+1', "'＝1+1"],
    ['a negative number as a text', '-12.5', '-12.5'],
    ['a number with a sign', '+49', '+49'],
    ['a number with powers of ten', '-1.5e-7', '-1.5e-7'],
    ['a number with a decimal comma', '-1.234,5', '"-1.234,5"'],
    ['a share in per cent', '-5 %', '-5 %'],
    ['a lone dash', '-', '-'],
    ['a formula that ends like a share', '-A1%', "'-A1%"],
    ['a phone number', '+49 30 1234', "'+49 30 1234"],
    ['a sign further on', 'a=b', 'a=b'],
  ])('writes %s', (_, field, written) => {
    expect(delimitedLine([field])).toBe(`${written}\r\n`);
  });

  test('of the clipboard is set apart by tabs, which are quoted within', () => {
    expect(delimitedLine(['a,b', 'c\td', 2], '\t')).toBe('a,b\t"c\td"\t2\r\n');
  });
});

const record = {
  outputs: ['yes'],
  players: ['age', 'income'],
  explainer: { name: 'tree-shap' },
  space: 'raw',
  base: [0.5],
  attributions: [[0.25, -0.125]],
  standardErrors: null,
} as unknown as Explanation;

test('a row has its cells, all answers, and what its record says of each player', () => {
  const layout = {
    columns: ['id', 'age', 'income'],
    outputs: ['no', 'yes'],
    explained: { outputs: ['yes', 'no'], players: ['age', 'income'] },
  };
  const fields = rowFields(layout, { row: 7, cells: ['=x', 33, null], answers: [0.4, 0.6], record });
  expect(Object.fromEntries(rowsHeader(layout).map((name, at) => [name, fields[at]]))).toEqual({
    row: 7,
    id: '=x',
    age: 33,
    income: null,
    'answer.no': 0.4,
    'answer.yes': 0.6,
    explainer: 'tree-shap',
    space: 'raw',
    'base.yes': 0.5,
    'attribution.yes.age': 0.25,
    'standard_error.yes.age': null,
    'attribution.yes.income': -0.125,
    'standard_error.yes.income': null,
    'base.no': null,
    'attribution.no.age': null,
    'standard_error.no.age': null,
    'attribution.no.income': null,
    'standard_error.no.income': null,
  });
});

test('equal shares of what nothing is known of are not written as attributions', () => {
  const layout = { columns: [], outputs: [], explained: { outputs: ['yes'], players: ['age', 'income'] } };
  const silent = { ...record, endsOnly: true } as Explanation;
  const fields = rowFields(layout, { row: 0, cells: [], answers: null, record: silent });
  expect(fields).toEqual([0, 'tree-shap', 'raw', 0.5, null, null, null, null]);
});
