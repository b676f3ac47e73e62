import { describe, expect, it } from 'vitest';
import { english } from '../../../../src/catalogue/english.ts';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableFrom } from '../../../../src/data/tables/recognise.ts';
import { columnWindow } from '../../../../src/engine/studies/column-window.ts';
import type { ModelFacts } from '../../../../src/models/model.ts';

const facts = (width: number | null, more: Partial<ModelFacts> = {}): ModelFacts => ({
  file: 'm.onnx',
  format: 'onnx',
  sha256: '',
  bytes: 1,
  inputs: [{ name: 'X', type: 'float32', shape: [null, width] }],
  outputs: [],
  opsets: {},
  operators: [],
  classicalOperators: false,
  takesMissing: false,
  classes: null,
  metadata: {},
  ...more,
});

const table = (...lines: string[]) =>
  tableFrom(parseCsv(new TextEncoder().encode(lines.join('\n')), 't.csv'), null).table;
const patients = table('id,age,bmi,bp,note,target', '1,50,20,80,a,0', '2,60,30,90,b,1', '3,70,25,85,a,1');
const names = (found: ReturnType<typeof columnWindow>) => found?.table.columns.map(({ name }) => name);

describe('columnWindow', () => {
  it('guesses columns without row numbers or text, and finds the target', () => {
    const found = columnWindow(patients, facts(3), {});
    expect(names(found)).toEqual(['age', 'bmi', 'bp', 'target']);
    expect(found?.questions).toMatchObject([
      { about: 'columns', guess: '1' },
      { about: 'target', guess: 'target', choices: [{ value: 'id' }, { value: 'note' }, { value: 'target' }] },
    ]);
    expect(found?.questions[0].choices.map(({ value, label }) => [value, english.text(label)])).toEqual([
      ['0', '1 to 3: id … bmi'],
      ['1', '2 to 4: age … bp'],
    ]);
    expect([...(found?.table.rows.data.subarray(0, 4) ?? [])]).toEqual([50, 20, 80, 0]);
  });

  it('does as it is answered, and takes no nonsense', () => {
    expect(names(columnWindow(patients, facts(3), { columns: '0' }))).toEqual(['id', 'age', 'bmi', 'target']);
    expect(names(columnWindow(patients, facts(3), { columns: '2' }))).toEqual(['age', 'bmi', 'bp', 'target']);
    expect(names(columnWindow(patients, facts(2), { columns: '1', target: 'id' }))).toEqual(['age', 'bmi', 'id']);
  });

  it('takes texts that say numbers, and many columns as fast as few', () => {
    const flags = table('id,on,share,size,note,target', '1,True,5 %,1,a,0', '2,False,6 %,2,b,1', '3,True,7 %,3,c,1');
    expect(names(columnWindow(flags, facts(3), {}))).toEqual(['on', 'share', 'size', 'target']);
    const header = Array.from({ length: 20_000 }, (_, n) => `c${n}`);
    const many = table(['id', ...header, 'x', 'target'].join(','), new Array(20_003).fill('1.5').join(','));
    expect(columnWindow(many, facts(10_000), {})?.questions[0]).toMatchObject({ guess: '1' });
  });

  it('asks nothing where nothing is unclear', () => {
    expect(columnWindow(patients, facts(5), {})).toBeNull();
    expect(columnWindow(patients, facts(null), {})).toBeNull();
    expect(columnWindow(patients, facts(3, { metadata: { feature_names: '["a","b","c"]' } }), {})).toBeNull();
    expect(columnWindow(patients, facts(3, { inputs: [] }), {})).toBeNull();
    expect(columnWindow(table('a,b,c,d', '1,x,2,y', '3,z,4,w'), facts(2), {})).toBeNull();
  });
});
