import { expect, test } from 'vitest';
import { missingColumns, nearestName } from '../../../../src/data/tables/missing-columns.ts';

test.each([
  ['bill length', ['bill_lenght', 'island', 'sex'], 'bill_lenght'],
  ['age', ['Age (years)', 'page', 'weight'], 'Age (years)'],
  ['capital.gain', ['capital_loss', 'capital_gains'], 'capital_gains'],
  ['Alter', ['height', 'weight'], null],
  ['x', [], null],
  ['', ['a', ''], null],
] as const)('nearest to %s among %j', (wanted, names, found) => {
  expect(nearestName(wanted, names)).toBe(found);
});

test('a table with none of the columns is another table; near names are told', () => {
  const header = ['ages', 'heigth', 'colour'];
  const none = missingColumns({ file: 't.csv', header, names: ['age', 'height'], of: 2 });
  expect(none.code).toBe('data-no-columns');
  expect(none.message).toContain('None of the 2 columns');
  expect(none.message).toContain('“ages” for “age”, “heigth” for “height”');
  const some = missingColumns({ file: 't.csv', header, names: ['height'], of: 2 });
  expect(some.code).toBe('data-missing-columns');
  expect(some.message).toContain('“heigth” for “height”');
});

test('of thousands of names, an answer takes no time', () => {
  const header = Array.from(
    { length: 20_000 },
    (_, at) => `a column with a long name of sixty letters and number ${at}`,
  );
  const names = header.map((name) => `x${name}`);
  expect(missingColumns({ file: 't.csv', header, names, of: names.length }).details.count).toBe(20_000);
});
