import { describe, expect, test } from 'vitest';
import { readBatch, readShard } from '../../../src/cli/batch-args.ts';
import { clock } from '../../../src/cli/batch-progress.ts';
import { readVerify } from '../../../src/cli/verify-args.ts';
import { meeting, readCondition } from '../../../src/cli/when.ts';
import type { Card } from '../../../src/data/card.ts';
import { errorOf } from '../support/errors.ts';

const needed = ['--model', 'm.onnx', '--data', 'd.csv', '--out', 'o'];

describe('batch', () => {
  test("takes its own options, and explain's", () => {
    const args = [...needed, '--rows=3-9', '--samples', '50', '--resume', '--when', 'probability > 0.5', '--space=raw'];
    expect(readBatch(args, {})).toMatchObject({
      command: 'batch',
      data: 'd.csv',
      out: 'o',
      rows: { first: 3, last: 9 },
      resume: true,
      records: false,
      when: 'probability > 0.5',
      shard: { index: 0, of: 1 },
      explain: { model: 'm.onnx', samples: 50, space: 'raw' },
    });
    expect(readBatch(needed, {})).toMatchObject({ rows: null, when: null, resume: false });
  });

  test.each([
    [['--model', 'm', '--data', 'd'], '--out is missing'],
    [[...needed, '--rows', '9-3'], '9-3'],
    [[...needed, '--budget-ms', '100'], '--budget-ms'],
    [[...needed, '--json'], '--json'],
    [[...needed, '--row', '3'], '--row has'],
    [[...needed, '--text', 'x'], '--text'],
    [[...needed, '--shard', '0/3'], '0/3'],
    [[...needed, '--shard', '4/3'], '4/3'],
    [[...needed, '--shard', '1/2', '--shards', '2'], '--shards'],
    [[...needed, '--shards', '2'], 'SLURM_ARRAY_TASK_ID'],
    [[...needed, '--when', 'maybe'], 'maybe'],
    [[...needed, '--resume=yes'], '--resume takes no value'],
    [[...needed, '--rows'], '--rows needs a value'],
    [[...needed, '--resume', '--resume'], '--resume'],
    [[...needed, '--colour', 'red'], '--colour'],
    [['--join'], '--join DIR'],
    [['--join', 'a', 'b'], '--out is missing'],
    [['--join', 'a', '--rows', '1-2'], '--rows'],
  ])('refuses %j', (args, text) => {
    const error = errorOf(() => readBatch(args, {}));
    expect(error.code).toMatch(/^usage-/);
    expect(error.message).toContain(text);
  });

  test('joins into the first folder, or another one', () => {
    expect(readBatch(['--join', 'a'], {})).toEqual({ command: 'join', folders: ['a'], out: 'a' });
    expect(readBatch(['--join', 'a', 'b', '--out', 'c'], {})).toEqual({
      command: 'join',
      folders: ['a', 'b'],
      out: 'c',
    });
  });

  test.each([
    [{}, {}, { index: 0, of: 1 }],
    [{ shard: '2/8' }, { SLURM_ARRAY_TASK_ID: '5', SLURM_ARRAY_TASK_COUNT: '9' }, { index: 1, of: 8 }],
    [{}, { SLURM_ARRAY_TASK_ID: '5', SLURM_ARRAY_TASK_COUNT: '9', SLURM_ARRAY_TASK_MIN: '1' }, { index: 4, of: 9 }],
    [
      {},
      { SLURM_ARRAY_TASK_ID: '6', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '0', SLURM_ARRAY_TASK_STEP: '2' },
      { index: 3, of: 4 },
    ],
    // Some tasks of an array that are asked for again.
    [{ shards: '9' }, { SLURM_ARRAY_TASK_ID: '5', SLURM_ARRAY_TASK_COUNT: '2' }, { index: 5, of: 9 }],
    [{ shards: '4' }, { JOB_COMPLETION_INDEX: '3' }, { index: 3, of: 4 }],
  ])('shard of %j in %j', (given, environment, shard) => {
    expect(readShard({ shard: null, shards: null, ...given }, environment)).toEqual(shard);
  });

  test('a pod that does not know how many there are, or is beyond them, says so', () => {
    const none = { shard: null, shards: null };
    expect(errorOf(() => readShard(none, { JOB_COMPLETION_INDEX: '0' })).message).toContain('--shards N');
    expect(errorOf(() => readShard({ ...none, shards: '2' }, { JOB_COMPLETION_INDEX: '2' })).message).toContain('2');
  });

  test('how long it takes, as a clock has it', () => {
    expect([0, 59.2, 61, 3600, 36_061].map(clock)).toEqual(['0:00', '1:00', '1:01', '1:00:00', '10:01:01']);
  });
});

type Study = Parameters<typeof meeting>[1];

describe('a condition', () => {
  const card: Card = { schema: 'oriel.card/1', name: 'm', task: 'binary', input: { kind: 'tabular' } };
  const classes = ['no', 'yes'];
  const binary = { card: { ...card, classes }, outputs: classes };
  const one = { card: { ...card, classes }, outputs: ['yes'] };
  const many: Study = { card: { ...card, task: 'multiclass' }, outputs: ['a b', 'c', 'd'] };
  const number: Study = { card: { ...card, task: 'regression' }, outputs: ['price'] };

  test.each([
    [
      'probability > 0.5',
      binary,
      [
        [0.4, 0.6],
        [0.6, 0.4],
      ],
    ],
    ['probability>=0.5', one, [[0.5], [0.49]]],
    ['class = yes', one, [[0.5], [0.49]]],
    [
      'class != yes',
      binary,
      [
        [0.6, 0.4],
        [0.4, 0.6],
      ],
    ],
    [
      'no <= 0.4',
      binary,
      [
        [0.4, 0.6],
        [0.6, 0.4],
      ],
    ],
    [
      'probability < 0.5',
      many,
      [
        [0.4, 0.3, 0.3],
        [0.6, 0.2, 0.2],
      ],
    ],
    [
      'class == "a b"',
      many,
      [
        [0.4, 0.3, 0.3],
        [0.2, 0.6, 0.2],
      ],
    ],
    [
      'a b != 0.2',
      many,
      [
        [0.4, 0.3, 0.3],
        [0.2, 0.6, 0.2],
      ],
    ],
    // A score that is no share has its line at 0.
    ['class = yes', one, [[1.2], [-0.1]]],
    ['prediction > -1e3', number, [[-999], [-1001]]],
    ['price = 7', number, [[7], [8]]],
  ] as const)('%s', (text, study, [met, unmet]) => {
    const meets = meeting(readCondition(text), study);
    expect([meets(met), meets(unmet)]).toEqual([true, false]);
    // What is wrong with a row is to be found out.
    expect(meets(met.map(() => Number.NaN))).toBe(true);
  });

  test.each(['', 'probability', '> 0.5', 'probability > x', 'class > yes', 'a > 1 > 2', 'probability > '])(
    'is none: %s',
    (text) => {
      expect(errorOf(() => readCondition(text)).code).toBe('usage-unknown');
    },
  );

  test.each([
    ['class = maybe', binary],
    ['prediction > 1', binary],
    ['probability > 1', number],
    ['x > 1', many],
  ] as const)('on what the model does not answer: %s', (text, study) => {
    expect(errorOf(() => meeting(readCondition(text), study)).code).toBe('usage-unknown');
  });
});

test('verify takes what to verify first, and a model with its table', () => {
  expect(readVerify(['b'])).toEqual({ command: 'verify', path: 'b', records: null, anew: null });
  expect(readVerify(['b', '--model', 'm', '--data', 'd'])).toMatchObject({
    anew: { data: 'd', choice: { model: 'm' } },
  });
  for (const args of [[], ['--model', 'm'], ['b', '--data', 'd'], ['b', 'c'], ['b', '--error', '1']])
    expect(errorOf(() => readVerify(args)).code).toBe('usage-unknown');
});
