import { expect, test } from 'vitest';
import { pairOf } from '../../../../src/app/wording/kept-pair-words.ts';
import { english } from '../../../../src/catalogue/english.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { creditCard, creditRecord } from '../make.ts';

const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
const one = creditRecord([0.1, 0.2, -0.1, 0]);
const side = (record: Explanation, card: typeof creditCard | null = null) => ({ record, card });

function pair(change: Partial<Explanation>, values = [0.1, 0.3, -0.1, 0]) {
  return pairOf([side(one), side(creditRecord(values, change))], english);
}

test('equal ways of explaining equal things differ in nothing', () => {
  const { differences, alone, sameUnits } = pair({});
  expect([differences, alone, sameUnits]).toEqual([[], [], true]);
});

test('what differs is named: model, input, method', () => {
  const { differences } = pair({
    model: { ...one.model, name: 'other.onnx', sha256: 'cd' },
    input: { ...one.input, sha256: 'other', row: 12 } as Explanation['input'],
    explainer: { ...one.explainer, name: 'lime-tabular' },
    seed: 4,
    space: 'logit',
  });
  const named = Object.fromEntries(differences.map(({ name, values }) => [name, values.map(plain)]));
  expect(Object.keys(named)).toEqual(['Model', 'Input', 'Explainer', 'Space', 'Seed']);
  expect(named.Model).toEqual(['gbt.onnx', 'other.onnx']);
  expect(named.Input[1]).toBe('row 12');
  expect(named.Explainer[1]).toBe('lime-tabular');
});

test('another file of the same name is told apart by its hash', () => {
  const { differences } = pair({ model: { ...one.model, sha256: 'cdef0123456789' } });
  expect(differences.map(({ name }) => name)).toEqual(['Model']);
  expect(plain(differences[0].values[1])).toContain('cdef0123…');
});

test('lines are of the parts that both have, by name and not by place, those that differ first', () => {
  const other = creditRecord([0, 0.5, 0.2, 0.1]);
  const turned = {
    ...other,
    players: [...other.players].reverse(),
    attributions: other.attributions.map((values) => [...values].reverse()),
    standardErrors: other.standardErrors?.map((values) => [...values].reverse()) ?? null,
  };
  const { lines, alone } = pairOf([side(one), side(turned)], english);
  expect(alone).toEqual([]);
  const byName = Object.fromEntries(lines.map(({ name, effects }) => [name, effects.map(plain)]));
  expect(Object.keys(byName).sort()).toEqual([...one.players].sort());
  expect(byName.duration[1]).toContain('50');
  expect(byName.checking_status[0]).toContain('10');
});

test('of models that share some columns, the others are named', () => {
  const players = ['income', ...one.players.slice(1)];
  const { lines, alone, differences } = pair({ players, model: { ...one.model, name: 'other.onnx', sha256: 'cd' } });
  expect(lines.map(({ name }) => name).sort()).toEqual([...one.players.slice(1)].sort());
  expect(alone).toEqual([one.players[0], 'income']);
  expect(differences.map(({ name }) => name)).toContain('Model');
});

test('units that differ are said, and a card’s words are used', () => {
  const { sameUnits } = pair({ space: 'logit' });
  expect(sameUnits).toBe(false);
  const { lines } = pairOf([side(one, creditCard), side(one, creditCard)], english);
  expect(lines.map(({ name }) => plain(name))).toContain('Checking account (DM)');
});
