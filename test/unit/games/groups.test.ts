import { expect, test } from 'vitest';
import { groupPlayers } from '../../../src/games/groups.ts';
import { errorOf } from '../support/errors.ts';

const columns = ['a', 'b', 'c', 'd', 'e'];

test('without groups every column is a player', () => {
  for (const groups of [null, {}]) {
    const players = groupPlayers(columns, groups);
    expect(players.names).toEqual(columns);
    expect([...players.playerOf]).toEqual([0, 1, 2, 3, 4]);
  }
});

test('a group stands where its first column stands', () => {
  const players = groupPlayers(columns, { late: ['e', 'c'], early: ['d', 'b'] });
  expect(players.names).toEqual(['a', 'early', 'late']);
  expect([...players.playerOf]).toEqual([0, 1, 2, 1, 2]);
});

test('a group may bear the name of one of its own columns', () => {
  expect(groupPlayers(columns, { b: ['b', 'a'] }).names).toEqual(['b', 'c', 'd', 'e']);
});

test('groups and columns may have names that every object knows', () => {
  const names = ['constructor', '__proto__', 'toString', 'prototype'];
  expect(groupPlayers(names, null).names).toEqual(names);
  expect(groupPlayers(names, { all: ['toString', 'constructor'] }).names).toEqual(['all', '__proto__', 'prototype']);
  const groups = Object.fromEntries(names.map((name, index) => [name, [columns[index]]]));
  expect(groupPlayers(columns, groups).names).toEqual([...names, 'e']);
  expect(errorOf(() => groupPlayers(names, { x: ['valueOf'] })).code).toBe('groups-invalid');
});

test.each([
  [{ x: ['a', 'z'] }, 'no column "z"'],
  [{ x: ['a'], y: ['b', 'a'] }, '"a" is used twice'],
  [{ x: ['a', 'a'] }, '"a" is used twice'],
  [{ x: [] }, '"x" has no columns'],
  [{ c: ['a', 'b'] }, '"c" names both a group'],
])('%j is refused', (groups: Record<string, string[]>, text) => {
  const { code, message } = errorOf(() => groupPlayers(columns, groups));
  expect(code).toBe('groups-invalid');
  expect(message).toContain(text);
});
