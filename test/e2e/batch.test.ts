// `oriel batch` and `oriel verify`: many rows into a folder, in shards, killed and gone on with.

import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const credit = (name: string) => join(root, 'public/examples/credit', name);
const filesOf = (model: string) => [
  ...['--model', credit(`${model}.onnx`), '--card', credit(`${model}.card.json`)],
  ...['--data', credit('data.csv')],
];
const trees = [...filesOf('gbt'), '--space', 'raw', '--rows', '3-130'];
const net = [...filesOf('mlp'), '--samples', '200', '--rows', '5-24'];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oriel-batch-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

interface Ran {
  readonly status: number | null;
  /** What ended it; a shell then says 128 and its number. */
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

const started = (args: readonly string[], environment = {}): ChildProcess =>
  spawn(process.execPath, [join(root, 'bin/oriel.mjs'), ...args], {
    env: { ...process.env, LC_ALL: 'C', ...environment },
  });

const ended = (child: ChildProcess): Promise<Ran> =>
  new Promise((resolve) => {
    let [out, err] = ['', ''];
    child.stdout?.on('data', (text) => {
      out += text;
    });
    child.stderr?.on('data', (text) => {
      err += text;
    });
    child.on('close', (status, signal) => resolve({ status, signal, out, err }));
  });

const run = (args: readonly string[], environment = {}): Promise<Ran> => ended(started(args, environment));

/** All files of a bundle but the times, as text. */
async function contents(of: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(of, { recursive: true })).sort())
    if (name !== 'runs.jsonl' && (await stat(join(of, name))).isFile())
      found[name] = (await readFile(join(of, name))).toString('latin1');
  return found;
}

describe('shards', () => {
  let expected: Record<string, string>;
  beforeAll(async () => {
    const whole = await run(['batch', ...trees, '--records', '--workers', '2', '--out', at('whole')]);
    expect(whole).toMatchObject({ status: 0, out: '' });
    expect(whole.err).toContain('128 rows: 128 explained');
    expected = await contents(at('whole'));
    expect(Object.keys(expected)).toEqual(['bundle.json', 'log.jsonl', 'records/00000.jsonl', 'values.parquet']);
  });

  test('without records the values are the same, and are made anew without records', async () => {
    expect(await run(['batch', ...trees, '--workers', '2', '--out', at('numbers')])).toMatchObject({ status: 0 });
    const numbers = await contents(at('numbers'));
    expect(Object.keys(numbers)).toEqual(['bundle.json', 'log.jsonl', 'values.parquet']);
    expect(numbers['values.parquet']).toBe(expected['values.parquet']);
    const [, model, , , , data] = filesOf('gbt');
    const again = await run(['verify', at('numbers'), '--model', model, '--data', data]);
    expect([again.status, again.out]).toEqual([0, expect.stringContaining('the same to the bit')]);
  });

  test('1, 2 and 4 of them give the same bytes, whatever the workers and the scheduler', async () => {
    const slurm = (id: number) => ({ SLURM_ARRAY_TASK_ID: String(id), SLURM_ARRAY_TASK_COUNT: '2' });
    for (const id of [1, 0]) {
      const args = ['batch', ...trees, '--records', '--workers', '1', '--out', at('slurm')];
      expect(await run(args, slurm(id))).toMatchObject({ status: 0 });
    }
    expect(await run(['batch', '--join', at('slurm')])).toMatchObject({ status: 0, out: '' });
    expect(await contents(at('slurm'))).toEqual(expected);
    const pods = [0, 1, 2, 3].map((index) => {
      const args = ['batch', ...trees, '--records', '--workers', '1', '--shards', '4', '--out', at(`pod ${index}`)];
      return () => run(args, { JOB_COMPLETION_INDEX: String(index) });
    });
    for (const pod of pods.slice(0, 3)) expect(await pod()).toMatchObject({ status: 0 });
    const folders = [0, 1, 2, 3].map((index) => at(`pod ${index}`));
    const missing = await run(['batch', '--join', ...folders.slice(0, 3), '--out', at('pods')]);
    expect(missing.status).toBe(3);
    expect(missing.err).toContain('shard 4/4 is missing');
    await pods[3]();
    expect(await run(['batch', '--join', ...folders, '--out', at('pods')])).toMatchObject({ status: 0 });
    expect(await contents(at('pods'))).toEqual(expected);
  });
});

describe('ended', () => {
  test('killed again and again, at any moment, it ends with the same bytes', async () => {
    expect(await run(['batch', ...net, '--out', at('net')])).toMatchObject({ status: 0 });
    const args = ['batch', ...net, '--resume', '--out', at('killed')];
    await mkdir(at('killed'));
    let done = 0;
    for (const changes of [1, 9, 4, 14, 2]) {
      const child = started(args);
      let seen = 0;
      // Wherever it is between two writes.
      const watcher = watch(at('killed'), () => {
        if (++seen >= changes) child.kill('SIGKILL');
      });
      await ended(child);
      watcher.close();
      const rows = await stat(join(at('killed'), 'states.bin')).then(
        ({ size }) => size,
        () => 0,
      );
      expect(rows).toBeGreaterThanOrEqual(done);
      done = rows;
    }
    expect(await run(args)).toMatchObject({ status: 0 });
    expect(await contents(at('killed'))).toEqual(await contents(at('net')));
    const again = await run(args);
    expect(again.status).toBe(0);
    expect(again.err).toContain('complete already');
  });

  test('TERM ends it, and lets another process go on', async () => {
    const args = ['batch', ...filesOf('mlp'), '--out', at('terminated'), '--resume'];
    await mkdir(at('terminated'));
    const child = started([...args, '--rows', '0-99']);
    const watcher = watch(at('terminated'), (_, name) => {
      if (name === 'states.bin') child.kill('SIGTERM');
    });
    expect(await ended(child)).toMatchObject({ signal: 'SIGTERM', out: '' });
    watcher.close();
    expect(await readdir(at('terminated'))).not.toContain('lock');
    const other = await run([...args, '--rows', '0-98']);
    expect(other.status).toBe(3);
    expect(other.err).toContain('rows.last');
  });
});

describe('a bundle', () => {
  beforeAll(async () => {
    const args = ['batch', ...trees, '--when', 'probability > 0.5', '--out', at('when')];
    expect((await run(args)).err).toContain('passed over');
    if ((await stat(at('net')).catch(() => null)) === null) await run(['batch', ...net, '--out', at('net')]);
  });

  test.each([
    ['net', 'output'],
    ['when', 'raw'],
  ])('of %s is read by a database, and adds up', async (name) => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const rows = (
      await connection.runAndReadAll(`select * from '${join(at(name), 'values.parquet')}' order by row`)
    ).getRowObjectsJson();
    const { counts } = JSON.parse(await readFile(join(at(name), 'bundle.json'), 'utf8'));
    expect(rows).toHaveLength(counts.explained);
    for (const row of rows) {
      const sum = Object.entries(row)
        .filter(([column]) => /^(base|attribution)\./.test(column))
        .reduce((all, [, value]) => all + Number(value), 0);
      expect(sum).toBeCloseTo(Number(row['prediction.bad risk']), 9);
    }
    expect(Object.keys(rows[0])).toHaveLength(1 + 2 + 2 * 20);
  });

  test('is verified: any changed byte ends with 4, its file and its line', async () => {
    const good = await run(['verify', at('net')]);
    expect(good).toMatchObject({ status: 0 });
    expect(good.out).toContain('20 explained rows: as written');
    await cp(at('net'), at('changed'), { recursive: true });
    for (const [name, line] of [
      ['records/00000.jsonl', 7],
      ['log.jsonl', 4],
      ['runs.jsonl', 1],
      ['values.parquet', null],
      ['bundle.json', null],
    ] as const) {
      const path = join(at('changed'), name);
      const bytes = await readFile(path);
      const lines = bytes.toString('latin1').split('\n');
      const place = lines.slice(0, (line ?? 1) - 1).join('\n').length + 50;
      await writeFile(
        path,
        bytes.map((byte, index) => (index === place ? byte ^ 1 : byte)),
      );
      const { status, out } = await run(['verify', at('changed')]);
      expect([status, out]).toEqual([4, expect.stringContaining(line === null ? `${name}: ` : `${name}:${line}: `)]);
      await writeFile(path, bytes);
    }
  });

  test('is made anew with its model, and differs from what another model gives', async () => {
    for (const [name, model] of [
      ['net', 'mlp'],
      ['when', 'gbt'],
    ]) {
      const [, file, , , , data] = filesOf(model);
      const same = await run(['verify', at(name), '--model', file, '--data', data]);
      expect(same).toMatchObject({ status: 0 });
      expect(same.out).toContain('the same to the bit');
    }
    const other = await run(['verify', at('net'), '--model', credit('gbt.onnx'), '--data', credit('data.csv')]);
    expect([other.status, other.out]).toEqual([4, expect.stringContaining('another model')]);
  });

  test('its records and its log are verified alone, too', async () => {
    const records = join(at('net'), 'records/00000.jsonl');
    const some = at('some.jsonl');
    await writeFile(some, (await readFile(records, 'utf8')).split('\n').slice(0, 2).join('\n'));
    const again = await run(['verify', some, ...filesOf('mlp'), '--samples', '200']);
    expect(again).toMatchObject({ status: 0 });
    expect(again.out).toContain('2 records');
    expect(await run(['verify', join(at('net'), 'log.jsonl')])).toMatchObject({ status: 0 });
    const other = await run(['verify', credit('data.csv')]);
    expect(other.status).toBe(3);
  });
});

test('a row that cannot be explained is written down, and the others go on', async () => {
  const lines = (await readFile(credit('data.csv'), 'utf8')).split('\n').slice(0, 9);
  // Its duration is missing, which the network cannot take.
  lines[4] = lines[4].replace(/^([^,]*),[^,]*,/, '$1,,');
  await writeFile(at('hole.csv'), lines.join('\n'));
  const [, model, , card] = filesOf('mlp');
  const args = ['batch', '--model', model, '--card', card, '--data', at('hole.csv'), '--samples', '50'];
  const { status, err } = await run([...args, '--out', at('hole')]);
  expect(status).toBe(0);
  expect(err).toContain('8 rows: 7 explained, 1 failed (failed.jsonl)');
  const [failed] = (await readFile(join(at('hole'), 'failed.jsonl'), 'utf8')).split('\n');
  expect(JSON.parse(failed)).toMatchObject({ row: 3, code: 'data-missing-value' });
});

test('where no row can be explained, it fails and says why, each time and for all shards together', async () => {
  const [head, ...lines] = (await readFile(credit('data.csv'), 'utf8')).split('\n').slice(0, 5);
  const holes = lines.map((line) => line.replace(/^([^,]*),[^,]*,/, '$1,,'));
  await writeFile(at('holes.csv'), [head, ...holes].join('\n'));
  const [, model, , card] = filesOf('mlp');
  const args = ['batch', '--model', model, '--card', card, '--data', at('holes.csv'), '--samples', '50'];
  const all = await run([...args, '--out', at('holes')]);
  expect(all.status).toBe(1);
  expect(all.err).toContain('4 rows: 0 explained, 4 failed (failed.jsonl)');
  expect(all.err).toMatch(/oriel: No row could be explained\. Row 0: .*duration/);
  expect(await run([...args, '--out', at('holes'), '--resume'])).toMatchObject({ status: 1 });
  for (const shard of ['1/2', '2/2']) {
    const one = await run([...args, '--out', at('holes in shards'), '--shard', shard]);
    expect([one.status, one.err]).toEqual([0, expect.stringContaining('No row could be explained')]);
  }
  const joined = await run(['batch', '--join', at('holes in shards')]);
  expect([joined.status, joined.err]).toEqual([1, expect.stringContaining('Row 0: ')]);
});

test('what cannot be read is named where something is verified', async () => {
  const wrong = at('unreadable');
  await mkdir(join(wrong, 'bundle.json'), { recursive: true });
  const { status, err } = await run(['verify', wrong]);
  expect([status, err]).toEqual([3, expect.stringContaining(`${join(wrong, 'bundle.json')} could not be read`)]);
});
