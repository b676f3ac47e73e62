import { describe, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import type { Language } from '../../../src/catalogue/language.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { type Examples, parseExamples } from '../../../src/records/examples.ts';
import { type PartsCounterfactual, parsePartsCounterfactual } from '../../../src/records/parts-counterfactual.ts';
import { parseRule, type Rule } from '../../../src/records/rule.ts';
import type { ChangeWords } from '../../../src/wording/counterfactual-words.ts';
import { differences, examplesCompared, exampleTitle } from '../../../src/wording/examples-words.ts';
import { partsProof, partsSentence } from '../../../src/wording/parts-words.ts';
import { ruleRemarks, ruleSentence } from '../../../src/wording/rule-words.ts';

const words: ChangeWords = {
  label: (column) => (column === 'duration' ? 'Duration' : undefined),
  unit: (column) => (column === 'duration' ? 'months' : undefined),
  level: (_, level) => level,
  class: (name) => name,
};

const made = {
  ...{ id: 'a', created: '2026-11-30T00:00:00.000Z', seed: 0, calls: 4, stopped: 'done', milliseconds: 12 },
  model: { name: 'credit', sha256: 'b', format: 'onnx' },
  backend: { name: 'native', adapter: null, why: '' },
  ...{ runtime: 'oriel', engine: 'oriel' },
};
const classes = {
  outputs: ['bad risk', 'good risk'],
  modelOutput: [0.2, 0.8],
  target: { kind: 'class', class: 'good risk', from: 'good risk', threshold: 0.5 },
};
const input = { sha256: 'c', columns: ['duration', 'housing', 'age'], values: [12, 'rent', null], row: 3 };
const share = (value: number, half: number, of: number) => ({ value, low: value - half, high: value + half, of });

const rule = (change: object = {}): Rule =>
  parseRule({
    ...{ schema: 'oriel.rule/1', ...made, ...classes, input },
    conditions: [
      { column: 'duration', least: null, most: 12, is: null },
      { column: 'housing', least: null, most: null, is: 'rent' },
      { column: 'age', least: null, most: null, is: null },
    ],
    ...{ precision: share(0.98, 0.01, 1000), coverage: share(0.11, 0.02, 1000), inTable: share(0.97, 0.02, 110) },
    ...{ wanted: 0.95, holds: true, method: 'all' },
    ...change,
  });

/** With plain spaces where a line must not break. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('a rule in words', () => {
  const sentence = (change: object, language: Language = english) => plain(ruleSentence(rule(change), words, language));

  test('of numbers, levels and missing values', () => {
    expect(sentence({})).toBe(
      'Whenever Duration ≤ 12 months, housing is rent, and age is not known, it says good risk (98 % ± 1 % of such rows, 11 % of all).',
    );
  });

  test('of one side, both, and one number', () => {
    const of = (least: number | null, most: number | null) =>
      sentence({ conditions: [{ column: 'age', least, most, is: null }] });
    expect(of(18, null)).toContain('age ≥ 18, it');
    expect(of(18, 65)).toContain('age from 18 to 65, it');
    expect(of(18, 18)).toContain('age = 18, it');
  });

  test('without conditions, of a range, and in German', async () => {
    expect(sentence({ conditions: [] })).toBe('Whatever the values, it says good risk (98 % ± 1 % of all rows).');
    const target = { kind: 'range', output: 'good risk', least: null, most: 0.9 };
    expect(sentence({ target })).toContain('it says at most 0.9 (98 %');
    expect(sentence({}, await loadLanguage(['de']))).toBe(
      'Immer wenn Duration ≤ 12 months, housing rent ist und age nicht bekannt ist, ist die Antwort good risk (98 % ± 1 % solcher Zeilen, 11 % aller).',
    );
  });

  test('says where it is not sure', () => {
    expect(ruleRemarks(rule(), english)).toHaveLength(2);
    expect(ruleRemarks(rule({ holds: false, inTable: null }), english)[0]).toContain('No rule was found');
  });
});

describe('similar rows in words', () => {
  const example = { row: 17, changed: 2, distance: 1.42, values: [24, 'rent', 40], output: [0.7, 0.3], known: null };
  const record: Examples = parseExamples({
    ...{ schema: 'oriel.examples/1', ...made, ...classes, input, deviations: [6, null, 10] },
    ...{ same: [], other: [example], rows: 100, complete: true },
  });

  test('what they are answered, and what differs', () => {
    expect(plain(exampleTitle(record, record.other[0], words, english))).toBe('Row 17: bad risk (70 %), distance 1.42');
    expect(differences(record, record.other[0], words, english)).toMatchObject([
      { column: 'Duration', own: '12', other: '24' },
      { column: 'age', other: '40' },
    ]);
    expect(examplesCompared(record, english)).toBe('100 rows of the table compared; none is nearer.');
  });
});

describe('parts in words', () => {
  const record = (change: object = {}): PartsCounterfactual =>
    parsePartsCounterfactual({
      ...{ schema: 'oriel.counterfactual/1', ...made, outputs: ['bad', 'good'], modelOutput: [0.1, 0.9] },
      input: { kind: 'text', sha256: 'c', text: 'So very good', spans: [[[0, 2]], [[3, 7]], [[8, 12]]] },
      target: { kind: 'class', class: 'bad', from: 'good', threshold: 0.5 },
      ...{ change: 'remove', limits: { changed: 3 }, proof: 'nearest', bound: { changed: 2, distance: 0.6 } },
      ways: [
        { ...{ changed: 2, distance: 0.6, parts: [0, 2], by: null, text: 'very' }, output: [0.7, 0.3], nearest: true },
      ],
      ...change,
    });
  const sentence = (given: PartsCounterfactual) => plain(partsSentence(given, given.ways[0], words, english));

  test('that are taken out, swapped or hidden', () => {
    const made = record();
    expect(sentence(made)).toBe('It would no longer be good (90 %) but bad (70 %) without “So” and “good”.');
    expect(sentence(record({ change: 'swap', ways: [{ ...made.ways[0], by: ['good', 'So'] }] }))).toBe(
      'It would no longer be good (90 %) but bad (70 %) if “So” were “good” and “good” were “So”.',
    );
    const picture = { kind: 'image', sha256: 'c', file: 'a.jpg', width: 2, height: 2, picture: null, segments: '' };
    expect(sentence(record({ input: { ...picture, parts: 50, fill: 'blur' }, change: 'hide' }))).toBe(
      'It would no longer be good (90 %) but bad (70 %) with 2 of its 50 parts hidden, 60 % of the picture.',
    );
  });

  test.each([
    [{}, 'No fewer parts do it'],
    [{ proof: 'within gap' }, 'but at least 2'],
    [{ proof: 'found by search', bound: null }, 'found by search'],
    [{ proof: 'none within limits', ways: [], bound: null }, 'up to 3 parts'],
    [{ proof: 'none found', ways: [] }, 'at least 2 parts'],
  ])('what is certain: %j', (change, said) => {
    expect(partsProof(record(change), english)).toContain(said);
  });

  test('parts that there are not are refused', () => {
    expect(() => record({ ways: [{ ...record().ways[0], parts: [0, 3] }] })).toThrow();
  });
});
