import { describe, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { cardWords } from '../../../src/data/card-words.ts';
import { type Counterfactual, parseCounterfactual } from '../../../src/records/counterfactual.ts';
import {
  answerName,
  changeLines,
  proofSentence,
  relaxing,
  unusualSentence,
  waySentence,
} from '../../../src/wording/counterfactual-words.ts';
import { failureOf } from '../../support/failure.ts';

const column = (name: string, more: Partial<Counterfactual['limits']['columns'][number]> = {}) => ({
  ...{ name, may: 'any', why: null, least: null, most: null, step: null, levels: null, missing: false },
  ...{ deviation: null, cost: 1 },
  ...more,
});

function record(change: object = {}): Counterfactual {
  return parseCounterfactual({
    schema: 'oriel.counterfactual/1',
    id: 'a',
    created: '2026-11-30T00:00:00.000Z',
    model: { name: 'credit', sha256: 'b', format: 'onnx' },
    input: { sha256: 'c', columns: ['duration', 'housing', 'age'], values: [30, 'rent', null], row: 3 },
    outputs: ['bad risk'],
    modelOutput: [0.61],
    target: { kind: 'class', class: 'good risk', from: 'bad risk', threshold: 0.5 },
    limits: {
      changed: 3,
      columns: [column('duration'), column('housing'), column('age', { may: 'nothing', why: 'protected' })],
      together: [],
      plausible: false,
    },
    method: 'trees',
    proof: 'nearest',
    bound: { changed: 1, distance: 1 },
    ways: [
      {
        ...{ changed: 3, distance: 2.5, values: [24, 'own', 40], output: [0.42], nearest: true },
        changes: [
          { column: 'duration', from: 30, to: 24 },
          { column: 'housing', from: 'rent', to: 'own' },
          { column: 'age', from: null, to: 40 },
        ],
        unusual: { distance: 1, share: 0.25 },
      },
    ],
    ...{ seed: 0, calls: 4, stopped: 'done', milliseconds: 12 },
    backend: { name: 'native', adapter: null, why: '' },
    ...{ runtime: 'oriel', engine: 'oriel' },
    ...change,
  });
}

/** With plain spaces where a line must not break. */
const plain = (text: string | null) => text?.replace(/[\u00a0\u202f]/g, ' ');

const words = cardWords(
  {
    schema: 'oriel.card/1',
    name: 'credit',
    task: 'binary',
    input: { kind: 'tabular' } as never,
    features: [{ name: 'duration', kind: 'numeric', label: 'the duration', unit: 'months' }],
    translations: {
      de: {
        classes: { 'good risk': 'gutes Risiko' },
        features: { duration: { label: 'die Laufzeit', unit: 'Monate' } },
      },
    },
  },
  'en',
);

describe('what would change an answer, in words', () => {
  test('numbers with their unit, levels, and values that were missing', () => {
    const one = record();
    expect(plain(waySentence(one, one.ways[0], words, english))).toBe(
      'It would be good risk (58 %) if the duration were 24 months instead of 30, housing were own instead of rent, and age were known to be 40.',
    );
    expect(plain(answerName(one, one.modelOutput, words, english))).toBe('bad risk (61 %)');
    expect(plain(unusualSentence(one.ways[0], english))).toBe('25 % of the table’s rows are at least as unusual.');
  });

  test('columns that ought not to count are marked', () => {
    const one = record();
    const guarded = { ...words, isProtected: (name: string) => name === 'age' };
    expect(plain(waySentence(one, one.ways[0], guarded, english))).toContain(
      'age were known to be 40 (which may not be used in some countries).',
    );
    expect(changeLines(one, one.ways[0], guarded, english).map(({ marked }) => marked)).toEqual([
      'the duration',
      'housing',
      'protected: age',
    ]);
  });

  test('in German', async () => {
    const german = await loadLanguage(['de']);
    const one = record();
    expect(plain(waySentence(one, one.ways[0], words, german))).toBe(
      'Die Antwort wäre good risk (58 %), wenn the duration 24 months statt 30 wäre, housing own statt rent wäre und age bekannt und 40 wäre.',
    );
  });

  test('values that go missing, and numbers as answers', () => {
    const changes = [{ column: 'duration', from: 30, to: null }];
    const one = record({
      target: { kind: 'range', output: 'bad risk', least: 1, most: null },
      ways: [{ ...record().ways[0], changes, output: [1234.5678] }],
    });
    expect(plain(waySentence(one, one.ways[0], words, english))).toBe(
      'The answer would be 1,235 if the duration were not known instead of 30 months.',
    );
  });

  test('columns of which each stands for a level read as one thing', () => {
    const columns = ['housing_own', 'housing_rent', 'housing_free', 'age'];
    const hot = (values: readonly number[], changes: readonly [string, number, number][]) =>
      record({
        input: { sha256: 'c', columns, values: [0, 1, 0, 30], row: 3 },
        limits: { ...record().limits, columns: columns.map((name) => column(name)), together: [columns.slice(0, 3)] },
        ways: [
          { ...record().ways[0], values, changes: changes.map(([name, from, to]) => ({ column: name, from, to })) },
        ],
      });
    const said = (one: Counterfactual) => plain(waySentence(one, one.ways[0], words, english));
    const own = hot([1, 0, 0, 40], [['housing_own', 0, 1], ['housing_rent', 1, 0], ['age', 30, 40]]); // biome-ignore format: a row
    expect(said(own)).toBe(
      'It would be good risk (58 %) if housing were own instead of rent and age were 40 instead of 30.',
    );
    expect(changeLines(own, own.ways[0], words, english).map(({ column: name, to }) => [name, to])).toEqual([
      ['housing', 'own'],
      ['age', '40'],
    ]);
    const none = hot([0, 0, 0, 30], [['housing_rent', 1, 0]]);
    expect(said(none)).toContain('if housing were none of them instead of rent');
    // Columns that move by the same amount are no levels.
    const moved = { ...own, input: { ...own.input, values: [0, 3, 0, 30] } };
    expect(changeLines(moved, own.ways[0], words, english)).toHaveLength(3);
  });

  test('a share has the digits that tell it from the line, and a number is said as the card says it', () => {
    const of = (share: number) => plain(answerName(record(), [share], words, english));
    expect([of(0.5), of(0.503), of(0.4996), of(0.62)]).toEqual([
      'bad risk (50 %)',
      'bad risk (50.3 %)',
      'good risk (50.04 %)',
      'bad risk (62 %)',
    ]);
    const target = { kind: 'range', output: 'bad risk', least: 0.6, most: null };
    const amount = (output: string, value: number) => `${output} ${value}`;
    expect(answerName(record({ target }), [0.7], { ...words, amount }, english)).toBe('bad risk 0.7');
  });

  test('what is certain, and what can give way where there is nothing', () => {
    const said = (change: object) => proofSentence(record(change), english);
    expect(said({})).toContain('everything nearer has been ruled out');
    expect(said({ proof: 'none within limits', ways: [] })).toContain('Nothing within the limits');
    expect(said({ proof: 'within gap', bound: { changed: 2, distance: 0.5 } })).toContain(
      'at least 2 columns, with a distance of at least 0.5',
    );
    expect(said({ proof: 'found by search', bound: null })).toContain('found by search');
    expect(said({ proof: 'none found', bound: null, ways: [] })).toContain('does not mean');
    expect(relaxing(record(), words, english)).toBeNull();
    const none = record({ proof: 'none within limits', ways: [] });
    expect(relaxing(none, words, english)).toMatch(/^To look further, widen the ranges/);
    const columns = [column('housing', { may: 'nothing', why: 'asked' }), ...none.limits.columns.slice(2)];
    const asked = record({ proof: 'none within limits', ways: [], limits: { ...none.limits, columns } });
    expect(relaxing(asked, words, english)).toContain('(housing)');
  });

  test('a record with a row of another width is refused', async () => {
    const failure = await failureOf(() => record({ modelOutput: [1, 2] }));
    expect(failure.code).toBe('record-invalid');
  });
});
