import { describe, expect, it } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import type { Card } from '../../../../src/data/card.ts';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableFor } from '../../../../src/engine/studies/table-for.ts';
import type { ModelFacts } from '../../../../src/models/model.ts';

const facts = (width: number | null, names: string[] | null = null): ModelFacts => ({
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
  metadata: names ? { feature_names: JSON.stringify(names) } : {},
});
const table = (header: string, ...lines: string[]) =>
  parseCsv(new TextEncoder().encode([header, ...lines].join('\n')), 't.csv');
const left = (raw: ReturnType<typeof table>, model: ModelFacts, more: Parameters<typeof tableFor>[2] = {}) =>
  tableFor(raw, model, more).raw.header.join(' ');
const counted = table(',p,q,r', '0,1.5,2,10', '1,0.5,1,30', '2,2.5,3,20');

describe('a column that only numbers the rows', () => {
  it('is left out, with a notice, and the last column stays the model’s', () => {
    const { raw, notices } = tableFor(counted, facts(3), {});
    expect(raw.header).toEqual(['p', 'q', 'r']);
    expect([...raw.cells[2]]).toEqual(['10', '30', '20']);
    expect(notices).toEqual([message('data.counter', { column: 'column 1' })]);
    expect(left(counted, facts(2))).toBe('p q r');
    expect(left(counted, facts(null))).toBe('p q r');
    expect(left(counted, facts(3, ['p', 'q', 'r']))).toBe('p q r');
  });

  it.each([
    ['as pandas reads it again', table('Unnamed: 0,p,q', '0,1,2', '1,3,4')],
    ['twice', table('Unnamed: 0.1,Unnamed: 0,p,q', '0,0,1,2', '1,1,3,4')],
    ['of a part of the rows', table(',p,q', '4,1,2', '17,3,4', '200,5,6')],
    ['from 1, as R writes it', table('"",p,q', '"1",1,2', '"2",3,4')],
  ])('%s', (_, raw) => expect(left(raw, facts(2))).toBe('p q'));

  it.each([
    ['has a name', table('id,p,q', '0,1,2', '1,3,4')],
    ['does not rise', table(',p,q', '1,1,2', '0,3,4')],
    ['has equal values', table(',p,q', '1,1,2', '1,3,4')],
    ['has fractions', table(',p,q', '1.5,1,2', '2.5,3,4')],
    ['has gaps', table(',p,q', '1,1,2', ',3,4')],
    ['stands elsewhere', table('p,,q', '1,1,2', '1,2,4')],
  ])('is none where it %s', (_, raw) => expect(tableFor(raw, facts(2), {}).raw).toBe(raw));

  it('stays where the model takes it', () => {
    expect(left(counted, facts(4))).toBe('column 1 p q r');
    expect(left(counted, facts(3), { target: 'r' })).toBe('column 1 p q r');
    expect(left(table(',p,q,target', '0,1,2,0', '1,2,3,1'), facts(3))).toBe('column 1 p q target');
    expect(left(table('Unnamed: 0,p', '0,1', '1,2'), facts(2, ['Unnamed: 0', 'p']))).toBe('Unnamed: 0 p');
    const card: Card = {
      schema: 'oriel.card/1',
      name: 'm',
      task: 'regression',
      input: { kind: 'tabular' },
      features: [{ name: 'Column 1', kind: 'numeric' }],
    };
    expect(left(counted, facts(1), { card })).toBe('Column 1 p q r');
  });
});
