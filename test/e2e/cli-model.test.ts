// What the command line says of changes to a row, and of a model as a whole.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCounterfactual } from '../../src/records/counterfactual.ts';
import { parseInspection } from '../../src/records/inspection.ts';

const root = join(import.meta.dirname, '../..');
const credit = (name: string) => join(root, 'public/examples/credit', name);
const files = ['--model', credit('gbt.onnx'), '--card', credit('gbt.card.json'), '--data', credit('data.csv')];

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `oriel` with the credit model and its table. */
const run = (command: string, ...args: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const argv = [join(root, 'bin/oriel.mjs'), command, ...files, ...args];
    execFile(process.execPath, argv, { env: { ...process.env, LC_ALL: 'C' } }, (error, out, err) =>
      resolve({ status: error ? Number(error.code) : 0, out, err }),
    );
  });

test('counterfactual: the nearest change with its proof, within the limits, the same each time', async () => {
  const asked = ['--row', '1', '--fix', 'duration', '--count', '2'];
  const [json, again, words] = await Promise.all([
    run('counterfactual', ...asked, '--json'),
    run('counterfactual', ...asked, '--json'),
    run('counterfactual', ...asked),
  ]);
  const record = parseCounterfactual(JSON.parse(json.out));
  expect(json.out.trimEnd().split('\n')).toHaveLength(1);
  expect(record).toMatchObject({ method: 'trees', proof: 'nearest', target: { class: 'good risk', from: 'bad risk' } });
  expect(record.ways).toHaveLength(2);
  for (const { changes, output } of record.ways) {
    expect(output[1]).toBeLessThan(0.5);
    const columns = changes.map(({ column }) => column);
    // The card's protected columns stay as they are, and the one that was fixed.
    for (const fixed of ['duration', 'age', 'personal_status', 'foreign_worker']) expect(columns).not.toContain(fixed);
  }
  expect(parseCounterfactual(JSON.parse(again.out)).id).toBe(record.id);
  expect(words.out).toContain('It would be good risk');
  expect(words.out).toContain('everything nearer has been ruled out');
});

test('counterfactual: without a way it says so, and that this is proven', async () => {
  const { status, out } = await run('counterfactual', '--row', '0', '--most', '1', '--json');
  expect(status).toBe(0);
  expect(parseCounterfactual(JSON.parse(out))).toMatchObject({ proof: 'none within limits', ways: [] });
});

test('inspect: how good, what it goes by and whom it treats how, the same each time', async () => {
  const [json, again, words] = await Promise.all([
    run('inspect', '--json', '--rows', '300'),
    run('inspect', '--json', '--rows', '300'),
    run('inspect', '--rows', '300'),
  ]);
  const [first, second] = [json, again].map(({ out }) => parseInspection(JSON.parse(out)));
  expect(first.importance).toEqual(second.importance);
  expect(first.fairness).toEqual(second.fairness);
  expect(first.performance).toEqual(second.performance);
  expect(first).toMatchObject({ schema: 'oriel.inspection/1', stopped: 'done' });
  for (const head of ['How good it is', 'What it goes by', 'Whom it treats how']) expect(words.out).toContain(head);
});

test.each([
  ['counterfactual', ['--row', '1', '--fix', 'wealth']],
  ['inspect', ['--protected', 'wealth']],
])('%s: a column that is not there is named, and nothing is printed', async (command, args) => {
  const { status, out, err } = await run(command, ...args);
  expect([status, out]).toEqual([3, '']);
  expect(err).toContain('wealth');
});
