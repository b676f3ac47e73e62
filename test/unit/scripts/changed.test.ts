import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedSince, testsFor } from '../../../scripts/changed.mjs';

test.each([
  [['test/unit/games'], undefined],
  [['--changed'], null],
  [['--changed', '--bail', '1'], null],
  [['--changed', 'HEAD~1'], 'HEAD~1'],
  [['--changed=main'], 'main'],
])('%j: changed since %s', (args, since) => {
  expect(changedSince(args)).toBe(since);
});

const widget = ['conformance', 'element', 'frame', 'shared'].map((part) => `test/e2e/embed-${part}.test.ts`);

test.each([
  ['README.md', []],
  [
    'src/charts/view.ts',
    [
      'test/e2e/measured/cold-load.test.ts',
      'test/e2e/page.test.ts',
      'test/e2e/report.test.ts',
      'test/e2e/served.test.ts',
      'test/unit/sources.test.ts',
    ],
  ],
  [
    'bin/oriel.mjs',
    [
      'test/e2e/batch.test.ts',
      'test/e2e/cli-model.test.ts',
      'test/e2e/cli.test.ts',
      'test/e2e/package/package.test.ts',
      'test/e2e/serve.test.ts',
    ],
  ],
  ['demo/lender/lender.js', [...widget, 'test/e2e/demo-embed.test.ts'].sort()],
  ['test/e2e/measured/thread.test.ts', ['test/e2e/measured/thread.test.ts']],
  ['test/golden/values/wine.json', ['test/unit/']],
])('a change of %s calls for %j', (file, tests) => {
  expect(testsFor([file])).toEqual(tests);
});

test('a change of a game or explainer is checked through the engine and the recorded answers', () => {
  expect(testsFor(['src/games/masker.ts', 'src/explainers/lime.ts'])).toEqual(
    expect.arrayContaining(['test/browser/engine/engine.test.ts', 'test/e2e/answers.test.ts']),
  );
});

test('a change of what keeps things is checked with models, with many explanations, and where they are found again', () => {
  expect(testsFor(['src/app/keeping/models.ts'])).toEqual(
    expect.arrayContaining(
      ['kept', 'forget', 'models-kept', 'measured/kept-many', 'reuse'].map((at) => `test/e2e/${at}.test.ts`),
    ),
  );
});

test('all tests that are called for exist', () => {
  const files = [
    'src/cli/a',
    'src/gpu/a',
    'src/app/keeping/a',
    'src/embed/a',
    'src/whole-model/a',
    'src/games/a',
    'public/examples/a',
    'test/e2e/answers/a',
    'bin/a',
  ];
  const chosen = testsFor(files);
  expect(chosen.length).toBeGreaterThan(8);
  for (const path of chosen) expect(existsSync(join(import.meta.dirname, '../../..', path)), path).toBe(true);
});
