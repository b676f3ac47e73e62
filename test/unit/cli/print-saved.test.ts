import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { forms } from '../../../src/records/forms/index.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { plainRecord } from '../support/record.ts';

const folder = mkdtempSync(join(tmpdir(), 'oriel-saved-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sealed = async (over: Partial<Explanation> = {}): Promise<Explanation> => {
  const record = { ...plainRecord, ...over };
  return { ...record, id: await recordId(record) };
};
const other: Partial<Explanation> = {
  created: '2026-01-02T00:00:00.000Z',
  input: { kind: 'tabular', sha256: 'bb', columns: ['b', 'c'], values: ['=1+1', 7], row: 4 },
  players: ['b', 'c'],
  outputs: ['no'],
  standardErrors: [[0.125, 0]],
};

/** What `oriel explain --record` writes of a file. */
async function shown(text: string, ...options: string[]) {
  const written = { out: '', err: '' };
  const stream = (to: 'out' | 'err') => ({
    write(text: string, done: (error?: Error | null) => void) {
      written[to] += text;
      done();
    },
  });
  const file = join(folder, 'saved.json');
  writeFileSync(file, text);
  const argv = ['explain', '--record', file, ...options];
  const status = await main(argv, { out: stream('out'), err: stream('err') }, { LC_ALL: 'C' });
  return { status, ...written, lines: written.out.trimEnd().split('\n') };
}

describe('a record as the page saves it', () => {
  test('is drawn without its model', async () => {
    const { status, out, err } = await shown(JSON.stringify(await sealed(), null, 2));
    expect([status, err]).toEqual([0, 'From the file saved.json, made on 2026-01-01T00:00:00.000Z; not recomputed.\n']);
    expect(out).toContain('m, row 0');
    expect(out).toContain('a = 1');
  });

  test('says that it was changed', async () => {
    const { err } = await shown(JSON.stringify({ ...(await sealed()), base: [0.25] }));
    expect(err).toContain('This record was changed after it was made');
  });

  test.each(['shap', 'vertex', 'clarify', 'shapiq'] as const)('is written in the form of %s', async (name) => {
    const record = await sealed();
    const { status, lines } = await shown(JSON.stringify(record), '--as', name);
    expect(status).toBe(0);
    expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(forms[name].write(record))));
  });
});

describe('records as the command line writes them', () => {
  const several = async (...over: Partial<Explanation>[]) =>
    (await Promise.all(over.map(sealed))).map((record) => `${JSON.stringify(record)}\n`).join('');

  test('are drawn one after the other, and said to be from the file once', async () => {
    const { out, err } = await shown(await several({}, other));
    expect(out.indexOf('m, row 0')).toBeGreaterThanOrEqual(0);
    expect(out.indexOf('m, row 4')).toBeGreaterThan(out.indexOf('m, row 0'));
    expect(err).toBe(
      '2 records from the file saved.json, made between 2026-01-01T00:00:00.000Z and 2026-01-02T00:00:00.000Z; ' +
        'not recomputed.\n',
    );
  });

  test('those that were changed are told by their number', async () => {
    const changed = JSON.stringify({ ...(await sealed(other)), base: [0.25] });
    const { err } = await shown(`${await several({})}${changed}\n`);
    expect(err).toContain('Record 2 of the file: This record was changed');
    expect(err).not.toContain('Record 1');
  });

  test('stay what they are as JSON', async () => {
    const text = await several({}, other);
    expect((await shown(text, '--json')).out).toBe(text);
  });

  test('share a header as CSV, formulas defused, whatever models they are of', async () => {
    const { lines } = await shown(await several({}, other), '--csv');
    const [header, ...rows] = lines.map((line) => line.split(','));
    expect(rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at]])))).toMatchObject([
      { row: '0', a: '1', b: '', c: '', 'answer.yes': '0.75', 'answer.no': '', 'attribution.yes.a': '0.5' },
      {
        row: '4',
        a: '',
        b: "'=1+1",
        c: '7',
        'answer.yes': '',
        'answer.no': '0.75',
        'attribution.no.b': '0.5',
        'standard_error.no.b': '0.125',
        'attribution.yes.a': '',
      },
    ]);
  });

  test('what a form has no place for is said once', async () => {
    const { err, lines } = await shown(await several(other, other), '--as', 'clarify');
    expect(lines).toHaveLength(2);
    expect(err.match(/SageMaker Clarify has no place for standard errors: left out\./g)).toHaveLength(1);
  });
});

test('a record that a form cannot hold ends with the status of bad input', async () => {
  const lime = await sealed({ explainer: { ...plainRecord.explainer, name: 'lime' } });
  expect(await shown(JSON.stringify(lime), '--as', 'shapiq')).toMatchObject({
    status: 3,
    out: '',
    err: expect.stringContaining('This record cannot be written for shapiq'),
  });
});

test('what is no record is refused', async () => {
  expect(await shown('{ "a": 1 }')).toMatchObject({ status: 3, out: '' });
});
