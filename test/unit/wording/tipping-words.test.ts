import { describe, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import type { Card } from '../../../src/data/card.ts';
import { type Counterfactual, parseCounterfactual } from '../../../src/records/counterfactual.ts';
import { markedWords, remarkOn } from '../../../src/wording/display.ts';
import { amongSentence, tippingLines } from '../../../src/wording/tipping-words.ts';

const card: Card = {
  schema: 'oriel.card/1',
  name: 'credit',
  task: 'binary',
  input: { kind: 'tabular' },
  protected: ['age'],
  features: [
    { name: 'duration', kind: 'numeric', label: 'Duration', unit: 'months' },
    { name: 'age', kind: 'numeric', label: 'Age' },
  ],
};

const COLUMNS = ['duration', 'housing', 'age', 'job_none', 'job_skilled', 'job_unskilled', 'rent'];
type Tipping = NonNullable<Counterfactual['tipping']>;
const AMONG = { nearer: 3, rows: 10, undecided: 0, all: true, share: 0.3, low: 0.3, high: 0.3, exact: true };

function record(among: Tipping['among'] = AMONG): Counterfactual {
  const plain = { exact: true, up: null, down: null, levels: null, missing: null };
  const tipping: Tipping = {
    columns: [
      {
        ...plain,
        columns: ['housing'],
        from: ['rent'],
        levels: [
          { values: ['free'], tips: false },
          { values: ['own'], tips: false },
        ],
        missing: true,
      },
      {
        ...plain,
        columns: ['duration'],
        from: [30],
        up: { stays: [31], tips: [32], output: [0.52], distance: 0.25 },
        down: { stays: [4], tips: null, output: null, distance: null },
      },
      {
        ...plain,
        columns: ['age'],
        from: [26],
        exact: false,
        up: { stays: [75], tips: null, output: null, distance: null },
        down: { stays: [26], tips: [25], output: [0.6], distance: 0.125 },
      },
      {
        ...plain,
        columns: ['job_none', 'job_skilled', 'job_unskilled'],
        from: [0, 1, 0],
        levels: [
          { values: [1, 0, 0], tips: true },
          { values: [0, 0, 1], tips: false },
          { values: [0, 0, 0], tips: false },
        ],
      },
      { ...plain, columns: ['rent'], from: [null] },
    ],
    among,
  };
  const limits = COLUMNS.map((name) => ({
    ...{ name, may: 'any', why: null, least: null, most: null, step: null, levels: null, missing: false },
    ...{ deviation: null, cost: name === 'housing' ? 2 : 1 },
  }));
  return parseCounterfactual({
    ...{ schema: 'oriel.counterfactual/1', id: 'a', created: '2026-11-30T00:00:00.000Z' },
    model: { name: 'credit', sha256: 'b', format: 'onnx' },
    input: { sha256: 'c', columns: COLUMNS, values: [30, 'rent', 26, 0, 1, 0, null], row: 3 },
    ...{ outputs: ['bad risk'], modelOutput: [0.4] },
    target: { kind: 'class', class: 'bad risk', from: 'good risk', threshold: 0.5 },
    limits: { changed: 3, columns: limits, together: [['job_none', 'job_skilled', 'job_unskilled']], plausible: false },
    ...{ method: 'trees', proof: 'none within limits', bound: null, ways: [], tipping },
    ...{ seed: 0, calls: 4, stopped: 'done', milliseconds: 12 },
    backend: { name: 'native', adapter: null, why: '' },
    ...{ runtime: 'oriel', engine: 'oriel' },
  });
}

/** With plain spaces where a line must not break. */
const plain = (text: string | null) => text?.replace(/[\u00a0\u202f]/g, ' ');

describe('how near an answer is to tipping, in words', () => {
  test('a line for each column, what takes least first, protected ones marked', () => {
    const lines = tippingLines(record(), markedWords(card, english), english);
    expect(lines.map(({ name, now, text }) => plain(`${name} = ${now}: ${text}`))).toEqual([
      'protected: Age = 26: rising: holds up to 75, as far as the limits go; falling: tips at 25 already (bad risk (60 %)); values between those that were tried may tip it, too',
      'Duration = 30 months: rising: holds up to 31 months, tips at 32 months (bad risk (52 %)); falling: holds down to 4 months, as far as the limits go',
      'job = skilled: tips with none; holds with unskilled, none of them',
      'housing = rent: holds with free, own; tips without a value',
      'rent = missing: has no value that could rise or fall',
    ]);
    expect(lines.map(({ tips }) => tips)).toEqual([true, true, true, true, false]);
    expect(lines.map(({ distance }) => distance)).toEqual([0.125, 0.25, 1, 2, null]);
    expect(lines.map(({ exact }) => exact)).toEqual([false, true, true, true, true]);
    expect(remarkOn(['age'], card, english)).toContain('may not be used in some countries');
    expect(remarkOn([], card, english)).toBe(null);
  });

  test('the rows of the table that are nearer', () => {
    expect(plain(amongSentence(record(), english))).toBe(
      '30 % of the other 10 rows of the table are nearer to another answer than this one.',
    );
    const told = record({ ...AMONG, undecided: 2, share: 0.375, high: 0.5 });
    expect(plain(amongSentence(told, english))).toContain('(30 % to 50 %: of 2 it could not be told in time)');
    const some = record({ ...AMONG, all: false, rows: 400, low: 0.26, high: 0.34, exact: false });
    expect(plain(amongSentence(some, english))).toBe(
      '30 % of the table’s rows are nearer to another answer than this one (95 % interval 26 % to 34 %, from 400 rows drawn at random). That was found by search: nearer ways may exist, for this row and for others.',
    );
    expect(amongSentence(record(null), english)).toBe(null);
  });

  test('in German', async () => {
    const german = await loadLanguage(['de']);
    const [age, duration] = tippingLines(record(), markedWords(card, german), german);
    expect(plain(age.name)).toBe('geschützt: Age');
    expect(plain(duration.text)).toBe(
      'steigend: hält bis 31 months, kippt bei 32 months (bad risk (52 %)); fallend: hält bis 4 months, so weit die Grenzen reichen',
    );
  });
});
