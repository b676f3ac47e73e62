import { describe, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { readArgs } from '../../../src/cli/args.ts';
import { type CounterfactualCommand, readRange } from '../../../src/cli/counterfactual-args.ts';
import { changeFlags } from '../../../src/cli/counterfactual-flags.ts';
import { helpOn } from '../../../src/cli/help.ts';
import { failureOf } from '../../support/failure.ts';

const base = ['counterfactual', '--model', 'm.onnx', '--data', 'd.csv', '--row', '3'];
const read = (...more: readonly string[]) => readArgs([...base, ...more]) as CounterfactualCommand;

describe('oriel counterfactual', () => {
  test('reads limits', () => {
    const { limits, to, count, row, tipping, json } = read(
      ...[
        '--fix',
        'a, b',
        '--fix',
        'c',
        '--only-up',
        'd',
        '--only-down',
        'e,f',
        '--range',
        'age=18..65',
        '--range',
        'x=y=..-2',
      ],
      ...['--step', 'income=100', '--cost', 'income=2.5', '--together', 'age,years', '--missing', '--plausible'],
      ...['--most', '2', '--to', 'good risk', '--count', '3', '--tipping', '--json'],
    );
    expect({ to, count, row, tipping, json }).toEqual({ to: 'good risk', count: 3, row: 3, tipping: true, json: true });
    expect(limits).toEqual({
      fixed: ['a', 'b', 'c'],
      free: [],
      onlyUp: ['d'],
      onlyDown: ['e', 'f'],
      ranges: { age: [18, 65], 'x=y': [null, -2] },
      steps: { income: 100 },
      costs: { income: 2.5 },
      together: [['age', 'years']],
      missing: true,
      plausible: true,
      changed: 2,
    });
  });

  test.each([
    ['1..2', { least: 1, most: 2 }],
    ['-1.5..', { least: -1.5 }],
    ['..1e3', { most: 1000 }],
    ['2..1', null],
    ['..', null],
    ['5', null],
    ['a..b', null],
  ])('a range: %s', (text, range) => {
    expect(readRange(text)).toEqual(range);
  });

  test.each([
    [['counterfactual', '--data', 'd.csv', '--row', '1'], '--model'],
    [['counterfactual', '--model', 'm.onnx', '--row', '1'], '--data'],
    [['counterfactual', '--model', 'm.onnx', '--data', 'd.csv'], '--row'],
    [[...base.slice(0, -1), '1-3'], '1-3'],
    [[...base, '--range', 'age'], 'age'],
    [[...base, '--range', 'age=5..1'], 'age=5..1'],
    [[...base, '--step', 'age=0'], 'age=0'],
    [[...base, '--count', '5'], '--count'],
    [[...base, '--fix', 'a,,b'], '--fix'],
    [[...base, '--trees', 'some'], 'some'],
    [[...base, '--explainer', 'lime'], 'explainer'],
    [[...base, 'more'], 'more'],
    [[...base, '--only-up', 'a', '--only-down', 'a'], '--only-down'],
  ])('refuses %j', async (argv, said) => {
    const failure = await failureOf(() => readArgs(argv));
    expect(failure.kind).toBe('usage');
    expect(failure.message).toContain(said);
  });

  test('reads a text, a picture, a rule and examples in place of changes', () => {
    const text = [
      'counterfactual',
      '--model',
      'm.onnx',
      '--card',
      'c.json',
      '--text',
      'So good',
      '--swap',
      '--most',
      '3',
    ];
    expect(readArgs(text)).toMatchObject({
      command: 'parts',
      source: { kind: 'text', text: 'So good', vocabulary: null },
      options: { swap: true, changed: 3, backend: 'wasm' },
    });
    const image = ['counterfactual', '--model', 'm.onnx', '--image', 'a.jpg', '--segments', '30', '--fill', 'mean'];
    expect(readArgs(image)).toMatchObject({
      command: 'parts',
      source: { kind: 'image', file: 'a.jpg' },
      options: { image: { segments: 30, fill: 'mean' } },
    });
    expect(read('--rule')).toMatchObject({ rule: 0.95, examples: null });
    expect(read('--rule', '--precision', '80')).toMatchObject({ rule: 0.8 });
    expect(read('--examples', '3')).toMatchObject({ rule: null, examples: 3 });
  });

  test.each([
    [['--text', 'a', '--image', 'b'], '--image'],
    [['--text', 'a', '--row', '3'], '--row'],
    [['--image', 'a', '--fix', 'b'], 'fix'],
    [['--text', 'a', '--segments', '30'], 'segments'],
    [['--image', 'a', '--swap'], 'swap'],
    [['--text', 'a', '--rule'], 'rule'],
    [['--data', 'd', '--row', '1', '--swap'], 'swap'],
    [['--data', 'd', '--row', '1', '--rule', '--examples', '2'], '--examples'],
    [['--data', 'd', '--row', '1', '--rule', '--fix', 'a'], '--fix'],
    [['--data', 'd', '--row', '1', '--precision', '80'], '--precision'],
    [['--data', 'd', '--row', '1', '--rule', '--precision', '100'], '--precision'],
    [['--image', 'a', '--fill', 'glitter'], 'glitter'],
  ])('refuses %j', async (argv, said) => {
    const failure = await failureOf(() => readArgs(['counterfactual', '--model', 'm.onnx', ...argv]));
    expect(failure.kind).toBe('usage');
    expect(failure.message).toContain(said);
  });

  test('help names every option', () => {
    const help = helpOn('counterfactual', english);
    for (const { name } of changeFlags) expect(help).toContain(`--${name}`);
    expect(readArgs(['counterfactual', '--help'])).toEqual({ command: 'help', topic: 'counterfactual' });
    expect(readArgs(['help', 'counterfactual'])).toEqual({ command: 'help', topic: 'counterfactual' });
    expect(helpOn('oriel', english)).toContain('oriel counterfactual');
  });
});
