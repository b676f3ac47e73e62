import * as v from 'valibot';
import { expect, test } from 'vitest';
import { issueText } from '../../../src/data/issue-text.ts';
import { named, ownOf } from '../../../src/data/named.ts';

const names = ['constructor', '__proto__', 'prototype', 'toString', 'valueOf', ''];
const given = Object.fromEntries(names.map((name, index) => [name, index]));

test('only what an object has itself is found', () => {
  for (const [index, name] of names.entries()) {
    expect(ownOf(given, name)).toBe(index);
    expect(ownOf({}, name)).toBeUndefined();
    expect(ownOf(null, name)).toBeUndefined();
  }
});

test('all names are kept, in their order, and nothing is set on other objects', () => {
  expect(Object.entries(v.parse(named(v.number()), given))).toEqual(Object.entries(given));
  expect(({} as Record<string, unknown>).valueOf).toBe(Object.prototype.valueOf);
  expect(
    Object.entries(v.parse(named(named(v.string())), JSON.parse('{ "__proto__": { "__proto__": "x" } }'))),
  ).toEqual([['__proto__', JSON.parse('{ "__proto__": "x" }')]]);
});

test.each([
  [[], 'whole: Invalid type: Expected Object but received Array'],
  [null, 'whole: Invalid type: Expected Object but received null'],
  [new Uint8Array(2), 'whole: Invalid type: Expected Object but received Uint8Array'],
  [new Blob(['x']), 'whole: Invalid type: Expected Object but received Blob'],
  [{ a: 'x' }, 'a: Invalid type: Expected Object but received "x"'],
  [{ a: { constructor: 3 } }, 'a.constructor: Invalid type: Expected string but received 3'],
])('%j is refused, with the field', (wrong, text) => {
  const result = v.safeParse(named(named(v.string())), wrong);
  expect(result.success || issueText(result.issues, 'whole')).toBe(text);
});
