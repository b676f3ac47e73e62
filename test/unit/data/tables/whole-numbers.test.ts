import { expect, test } from 'vitest';
import { exactRange, isWhole } from '../../../../src/data/tables/whole-numbers.ts';

test.each([
  ['int32', '2147483647', true],
  ['int32', '2147483648', false],
  ['int32', '-2147483648', true],
  ['int32', '-2147483649', false],
  ['int32', '2.0', true],
  ['int32', '2.5', false],
  ['int64', '-0.5', false],
  ['int64', '9007199254740991', true],
  ['int64', '9007199254740992', true],
  ['int64', '9007199254740993', false],
  ['int64', '+9007199254740994', true],
  ['int64', '-4611686018427387904', true],
  ['int64', '4611686018427388000', false],
  ['int64', '-9223372036854775808', true],
  ['int64', '9223372036854775808', false],
  ['int64', 'NaN', false],
  ['uint8', '0', true],
  ['uint8', '255', true],
  ['uint8', '256', false],
  ['uint8', '-1', false],
  ['uint8', '0.5', false],
] as const)('%s, %s: %s', (type, text, holds) => {
  expect(isWhole(Number(text), type, text)).toBe(holds);
});

test('a number that comes from no text says itself', () => {
  expect(isWhole(2 ** 62, 'int64')).toBe(true);
  expect(isWhole(2 ** 63, 'int64')).toBe(false);
});

test.each(['uint8', 'int32', 'int64'] as const)('%s: every whole number of its exact range is one', (type) => {
  const { least, most } = exactRange(type);
  for (const text of [least, most]) expect(isWhole(Number(text), type, text)).toBe(true);
  const beyond = [BigInt(least) - 1n, BigInt(most) + 2n].map(String);
  if (type !== 'int64') for (const text of beyond) expect(isWhole(Number(text), type, text)).toBe(false);
});
