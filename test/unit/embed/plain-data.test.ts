import { expect, test } from 'vitest';
import { isPlainAndSmall } from '../../../src/embed/plain-data.ts';
import { widgetLimits } from '../../../src/limits.ts';

const size = { characters: 100, entries: 20, megabytes: 1 };
// Newer than the types.
const Resizable = ArrayBuffer as new (length: number, options: { maxByteLength: number }) => ArrayBuffer;
const small = (value: unknown) => isPlainAndSmall(value, size);

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
const circular: unknown[] = [];
circular.push(circular);
const hollow: unknown[] = [];
hollow.length = 2 ** 32 - 1;

test.each([
  ['a number', 1],
  ['NaN', Number.NaN],
  ['null', null],
  ['nothing', undefined],
  ['a text', 'x'.repeat(100)],
  ['twenty entries', Array(20).fill(0)],
  ['an object without a prototype', Object.assign(Object.create(null), { a: [true, { b: '' }] })],
  ['names that others have', JSON.parse('{ "__proto__": 1, "constructor": { "prototype": 2 }, "toString": null }')],
  ['bytes', { a: new Uint8Array(10), b: new ArrayBuffer(2 ** 19) }],
  ['lists as deep as they may be', nested(widgetLimits.depth)],
])('%s is plain and small', (_, value) => {
  expect(small(value)).toBe(true);
});

test.each([
  ['a text that is too long', ['x'.repeat(50), 'y'.repeat(51)]],
  ['names that are too long', { ['x'.repeat(101)]: 1 }],
  ['twenty-one entries', { a: Array(10).fill(0), b: Array(9).fill(0) }],
  ['a list that only says that it is long', hollow],
  ['lists that are too deep', nested(widgetLimits.depth + 1)],
  ['a list in itself', circular],
  ['many bytes', new ArrayBuffer(2 ** 20 + 1)],
  ['many bytes in parts', [new Uint8Array(2 ** 19), new Float64Array(2 ** 17)]],
  ['a small part of many bytes', new Uint8Array(new ArrayBuffer(2 ** 21), 0, 1)],
  ['bytes that may grow', new Resizable(1, { maxByteLength: 2 ** 30 })],
  ['bytes that others can change', new SharedArrayBuffer(1)],
  ['a view of such bytes', new Uint8Array(new SharedArrayBuffer(1))],
  ['a Map', new Map()],
  ['a Set', new Set()],
  ['a Date', new Date(0)],
  ['a RegExp', /x/],
  ['an Error', new Error('x')],
  ['a Blob', new Blob([])],
  ['a number in an object', Object(1)],
  ['a bigint', 1n],
  ['a symbol', Symbol('x')],
  ['a function', () => {}],
  ['an object of a class', new (class Foreign {})()],
])('%s is not', (_, value) => {
  expect(small(value)).toBe(false);
});

test('files count by their size, where they may be', () => {
  const withFiles = (bytes: number) =>
    isPlainAndSmall({ a: new Blob([new Uint8Array(bytes)]) }, { ...size, files: true });
  expect([withFiles(2 ** 20), withFiles(2 ** 20 + 1)]).toEqual([true, false]);
});
