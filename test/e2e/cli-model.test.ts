// What the command line says of changes to a row, and of a model as a whole.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseCounterfactual } from '../../src/records/counterfactual.ts';
import { parseInspection } from '../../src/records/inspection.ts';
import { parseReasons } from '../../src/records/reasons.ts';

const root = join(import.meta.dirname, '../..');
const credit = (name: string) => join(root, 'public/examples/credit', name);
const files = ['--model', credit('gbt.onnx'), '--card', credit('gbt.card.json'), '--data', credit('data.csv')];

const folder = mkdtempSync(join(tmpdir(), 'oriel-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

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

test('counterfactual --tipping: how far each column can go, and how many rows are nearer', async () => {
  const asked = ['--row', '1', '--count', '1', '--tipping', '--budget-ms', '60000'];
  const [json, words] = await Promise.all([
    run('counterfactual', ...asked, '--json'),
    run('counterfactual', ...asked, '--free', 'age'),
  ]);
  const { tipping } = parseCounterfactual(JSON.parse(json.out));
  expect(tipping?.columns).toHaveLength(17);
  expect(tipping?.columns.every(({ exact }) => exact)).toBe(true);
  expect(tipping?.among).toMatchObject({ rows: 400, exact: true });
  expect(words.out).toContain('How near it is to tipping');
  expect(words.out).toMatch(/Duration = \d+\smonths +rising: holds up to/u);
  expect(words.out).toContain('protected: Age');
  expect(words.out).toContain('may not be used in some countries');
  expect(words.out).toMatch(/rows are nearer to another answer than this one/);
});

test.each([
  ['all', 1000],
  ['approved', 100],
] as const)('explain --reasons: four of them in a person’s words, compared with %s', async (reference, rows) => {
  const asked = ['--row', '10', '--reasons', '4', '--reference', reference];
  const [json, words] = await Promise.all([run('explain', ...asked, '--json'), run('explain', ...asked)]);
  const record = parseReasons(JSON.parse(json.out));
  expect(record).toMatchObject({
    decision: { class: 'bad risk', threshold: 0.5 },
    reference: { kind: reference, rows },
  });
  expect(record.reasons).toHaveLength(4);
  expect(record.explanation.background).toMatchObject({ rows, method: 'all' });
  expect(words.out).toContain('Principal reasons for “bad risk”');
  expect(words.out.includes('may not be used')).toBe(record.reasons.some((reason) => reason.protected));
});

test('explain marks the columns that ought not to count', async () => {
  const { out } = await run('explain', '--row', '10');
  for (const label of ['protected: Age', 'protected: Foreign worker']) expect(out).toContain(label);
  expect(out).toContain('may not be used in some countries');
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

test('inspect --out writes a page of pictures with their numbers, and says where', async () => {
  const file = join(folder, 'report.html');
  const { status, out, err } = await run('inspect', '--lang', 'de', '--out', file);
  expect([status, out]).toEqual([0, '']);
  expect(err).toContain(file);
  const page = readFileSync(file, 'utf8');
  expect(page).toContain('ROC-Kurve: schlechtes Risiko');
  expect(page).not.toContain('<script');
  const nowhere = await run('inspect', '--out', join(file, 'report.html'));
  expect([nowhere.status, nowhere.out]).toEqual([1, '']);
  expect(nowhere.err).toContain('could not be written');
});

test.each([
  ['counterfactual', ['--row', '1', '--fix', 'wealth']],
  ['inspect', ['--protected', 'wealth']],
])('%s: a column that is not there is named, and nothing is printed', async (command, args) => {
  const { status, out, err } = await run(command, ...args);
  expect([status, out]).toEqual([3, '']);
  expect(err).toContain('wealth');
});
