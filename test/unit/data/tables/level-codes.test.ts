import { expect, test } from 'vitest';
import { levelCodes } from '../../../../src/data/tables/level-codes.ts';

const codes = (levels: string[], ...texts: string[]) => texts.map(levelCodes(levels));

test('names are read as their places, whatever the names are', () => {
  expect(codes(['low', 'mid', 'high'], 'high', 'low', 'mid')).toEqual([2, 0, 1]);
  expect(codes(['2', '1', '0'], '0', '2', '1')).toEqual([2, 0, 1]);
  expect(codes(['NA', ''], 'NA', '')).toEqual([0, 1]);
});

test('a code is no name', () => {
  expect(codes(['10', '20', '30'], '0', '1', '2')).toEqual([null, null, null]);
  expect(codes(['a', 'b'], '0', '1')).toEqual([null, null]);
});

test('other spellings of a number or a truth are the same level', () => {
  expect(codes(['10', '2.5'], '10.0', '2.50', '10,0', '1e1')).toEqual([0, 1, null, null]);
  expect(codes(['True', 'False'], 'true', 'FALSE', 'True')).toEqual([0, 1, 0]);
});

test('where two levels have the same value, only their own spelling tells them apart', () => {
  expect(codes(['1', '1.0'], '1', '1.0', '1.00')).toEqual([0, 1, null]);
  expect(codes(['007', '7'], '007', '7', '7.0')).toEqual([0, 1, 1]);
  expect(codes(['12345678901234567890'], '12345678901234567891')).toEqual([null]);
});
