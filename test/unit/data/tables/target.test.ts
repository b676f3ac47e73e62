import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableFrom } from '../../../../src/data/tables/recognise.ts';
import { guessTarget, guessTask } from '../../../../src/data/tables/target.ts';

const table = (text: string) => tableFrom(parseCsv(new TextEncoder().encode(text), 'x.csv'), null).table;
const columns = (...names: string[]) => table(`${names.join(',')}\n${names.map(() => 1).join(',')}\n`);
const example = (name: string) =>
  tableFrom(parseCsv(readFileSync(`public/examples/${name}/data.csv`), name), null).table;

describe('which column', () => {
  test('the one left over', () => {
    expect(guessTarget(columns('a', 'b', 'c'), ['a', 'c'])).toEqual({ column: 'b', sure: true, candidates: ['b'] });
    expect(guessTarget(columns('a', 'b'), ['a', 'b'])).toEqual({ column: null, sure: true, candidates: [] });
  });

  test('of several, the one with a usual name, else the last, unsure', () => {
    expect(guessTarget(columns('id', 'Class', 'a', 'note'), ['a'])).toEqual({
      column: 'Class',
      sure: true,
      candidates: ['id', 'Class', 'note'],
    });
    expect(guessTarget(columns('y', 'target', 'a'), ['a'])).toMatchObject({ column: 'y', sure: false });
    expect(guessTarget(columns('id', 'a', 'risk'), ['a'])).toMatchObject({ column: 'risk', sure: false });
  });

  test('of a model without names', () => {
    expect(guessTarget(columns('a', 'b', 'outcome', 'c'), null)).toMatchObject({ column: 'outcome', sure: true });
    expect(guessTarget(columns('a'), null)).toMatchObject({ column: 'a', sure: false });
  });
});

describe('which task', () => {
  test.each([
    ['credit', 'bad_risk', 'binary', ['0', '1'], true],
    ['penguins', 'species', 'multiclass', ['0', '1', '2'], false],
    ['diabetes', 'progression', 'regression', null, true],
    ['breast-cancer', 'malignant', 'binary', ['0', '1'], true],
  ])('%s', (name, column, task, classes, sure) =>
    expect(guessTask(example(name), column)).toEqual({ task, classes, sure }),
  );

  test.each([
    ['yes no yes', 'binary', ['no', 'yes'], true],
    ['b c a', 'multiclass', ['a', 'b', 'c'], true],
    ['1 2 2', 'binary', ['1', '2'], true],
    ['0 5 5', 'binary', ['0', '5'], false],
    ['1 2 3', 'multiclass', ['1', '2', '3'], false],
    ['3 4 5 6', 'regression', null, false],
    ['1 1.5 2', 'regression', null, true],
    ['0 1 NA', 'binary', ['0', '1'], true],
  ])('%s', (cells, task, classes, sure) =>
    expect(
      guessTask(
        table(
          `y,a\n${cells
            .split(' ')
            .map((cell) => `${cell},1\n`)
            .join('')}`,
        ),
        'y',
      ),
    ).toEqual({ task, classes, sure }),
  );
});
