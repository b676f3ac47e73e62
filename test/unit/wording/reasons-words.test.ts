import { expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import type { Card } from '../../../src/data/card.ts';
import { parseReasons, type Reasons } from '../../../src/records/reasons.ts';
import { reasonLines, reasonsTitle, reasonsUnit } from '../../../src/wording/reasons-words.ts';

const card: Card = {
  schema: 'oriel.card/1',
  name: 'credit',
  task: 'binary',
  input: { kind: 'tabular' },
  protected: ['age'],
  features: [{ name: 'duration', kind: 'numeric', label: 'Duration', unit: 'months' }],
};

const COLUMNS = ['duration', 'job_none', 'job_skilled', 'job_unskilled', 'age', 'sex'];

function record(change: Partial<Reasons> = {}): Reasons {
  const reason = { error: null, protected: false };
  return parseReasons({
    schema: 'oriel.reasons/1',
    decision: { class: 'bad risk', share: 0.61, threshold: 0.5 },
    raising: true,
    reference: { kind: 'approved', rows: 100 },
    reasons: [
      { ...reason, name: 'duration', columns: ['duration'], toward: 0.2, values: [30], typical: [18] },
      {
        ...reason,
        ...{ name: 'job', columns: ['job_none', 'job_skilled', 'job_unskilled'] },
        ...{ toward: 0.1, values: [1, 0, 0], typical: [0, 1, 0] },
      },
      {
        ...{ name: 'person', columns: ['age', 'sex'], toward: 0.05, error: 0.01 },
        ...{ values: [26, null], typical: [35, 'male'], protected: true },
      },
    ],
    explanation: {
      ...{ schema: 'oriel.explanation/1', id: 'a', created: '2026-11-30T00:00:00.000Z' },
      model: { name: 'credit', sha256: 'b', format: 'onnx' },
      input: { kind: 'tabular', sha256: 'c', columns: COLUMNS, values: [30, 1, 0, 0, 26, null], row: 3 },
      background: { sha256: 'd', rows: 100, method: 'all', seed: null },
      players: ['duration', 'job', 'person'],
      groups: { job: ['job_none', 'job_skilled', 'job_unskilled'], person: ['age', 'sex'] },
      ...{ outputs: ['bad risk'], space: 'output' },
      explainer: { requested: 'auto', name: 'exact', options: {}, why: 'few', whyMessage: { key: 'cli.exact' } },
      ...{ seed: 0, modelOutput: [0.61], base: [0.26], prediction: [0.61], attributions: [[0.2, 0.1, 0.05]] },
      ...{ standardErrors: null, additivityResidual: [0], fidelity: {}, deletion: null, insertion: null, curves: null },
      ...{ samples: 8, coalitions: 8, calls: 800, stopped: 'done', milliseconds: 5 },
      backend: { name: 'cpu', adapter: null, why: 'asked', whyMessage: { key: 'cli.exact' } },
      ...{ runtime: 'oriel', engine: 'oriel' },
    },
    ...change,
  });
}

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

test('reasons by their labels, with units and levels, what is protected marked', () => {
  const lines = reasonLines(record(), card, english);
  expect(lines.map(({ name, effect, text }) => plain(`${name} ${effect}: ${text}`))).toEqual([
    'Duration +20.0: 30 months, there usually 18 months',
    'job +10.0: none, there usually skilled',
    'protected: person +5.0: age 26 and sex missing, there usually age 35 and sex male',
  ]);
  const [first, second] = record().reasons;
  const usual = [
    { ...first, typical: [30], shared: 0.004 },
    { ...second, typical: [1, 0, 0], shared: 0.62 },
  ];
  expect(reasonLines(record({ reasons: usual }), card, english).map(({ text }) => plain(text))).toEqual([
    '30 months',
    'none, like 62 % there',
  ]);
  expect(reasonsUnit(record(), card, english)).toBe('in percentage points');
});

test('what they are for, and with whom the row is compared', () => {
  expect(reasonsTitle(record(), card, english)).toBe(
    'Principal reasons for “bad risk”, compared with the 100 rows with another answer that are nearest to having this one',
  );
  const reaching = (rows: number, reach: number, decided = {}, language = english) =>
    plain(
      reasonsTitle(
        record({
          decision: { class: 'bad risk', share: 0.61, threshold: 0.5, ...decided },
          reference: { kind: 'approved', rows, reach },
        }),
        card,
        language,
      ),
    );
  expect(reaching(100, 0.32)).toMatch(/nearest to having this one \(down to 32 ?% for “bad risk”\)$/);
  expect(reaching(37, 0.02)).toMatch(/compared with all 37 rows with another answer \(down to 2 ?% for “bad risk”\)$/);
  expect(reaching(1, 0.02)).toContain('compared with the only row with another answer (');
  expect(reaching(100, -2.5, { share: 3, threshold: 0 })).toMatch(/\(as far as a score of -2\.50\)$/);
  const number = record({ decision: null, raising: false, reference: { kind: 'all', rows: 442 } });
  expect(reasonsTitle(number, card, english)).toBe(
    'Principal reasons why the answer is below the average, compared with 442 rows of the table',
  );
});
