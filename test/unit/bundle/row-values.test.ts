import { describe, expect, test } from 'vitest';
import { namesOf } from '../../../src/bundle/row-values.ts';

describe('columns of values.parquet', () => {
  test('without dots in names are those names with dots between them', () => {
    expect(namesOf({ outputs: ['bad risk'], players: ['a\\b', '"c"'] })).toEqual([
      'prediction.bad risk',
      'base.bad risk',
      'attribution.bad risk.a\\b',
      'attribution.bad risk."c"',
      'standard_error.bad risk.a\\b',
      'standard_error.bad risk."c"',
    ]);
  });

  test('with dots in names have a backslash before what is no end of a name', () => {
    expect(namesOf({ outputs: ['a.b'], players: ['c', '\\.d'] })).toEqual([
      'prediction.a\\.b',
      'base.a\\.b',
      'attribution.a\\.b.c',
      'attribution.a\\.b.\\\\\\.d',
      'standard_error.a\\.b.c',
      'standard_error.a\\.b.\\\\\\.d',
    ]);
  });

  test('are all different, whatever dots and backslashes are in names', () => {
    const letters = ['a', '.', '\\'];
    const names = [''];
    for (let at = 0; names.length < 1 + 3 + 9 + 27 + 81; at++) names.push(...letters.map((one) => names[at] + one));
    const columns = namesOf({ outputs: names, players: names });
    expect(columns).toHaveLength(2 * 121 + 2 * 121 ** 2);
    expect(new Set(columns).size).toBe(columns.length);
  });
});
