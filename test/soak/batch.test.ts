// Batches that are killed at ten random moments, in 1, 2 and 4 shards, of each kind of model.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../src/numerics/random.ts';
import { type Command, contents, ended, putCommand } from './command.ts';

const KILLS = 10;
const seed = Number(process.env.ORIEL_SEED ?? Date.now() % 2 ** 32);

const credit = (name: string): string => join(import.meta.dirname, '../../public/examples/credit', name);
const filesOf = (model: string): string[] => [
  ...['--model', credit(`${model}.onnx`), '--card', credit(`${model}.card.json`)],
  ...['--data', credit('data.csv'), '--workers', '2'],
];

/** What is asked for: with and without records, exact and estimated. */
const asked: Readonly<Record<string, readonly string[]>> = {
  'trees, numbers alone': [...filesOf('gbt'), '--space', 'raw'],
  'trees, with records': [...filesOf('gbt'), '--space', 'raw', '--rows', '7-906', '--records'],
  'trees, some rows': [...filesOf('gbt'), '--space', 'raw', '--when', 'probability > 0.3'],
  network: [...filesOf('mlp'), '--samples', '100', '--rows', '3-102'],
};

let folder = '';
let command: Command;
const wholes = new Map<string, { readonly milliseconds: number; readonly files: Record<string, string> }>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oriel-soak-batch-'));
  command = await putCommand(folder);
  for (const [name, args] of Object.entries(asked)) {
    const out = join(folder, name);
    const start = performance.now();
    await command.run(['batch', ...args, '--out', out]);
    wholes.set(name, { milliseconds: performance.now() - start, files: await contents(out) });
  }
});
afterAll(() => rm(folder, { recursive: true }));

const cases = Object.keys(asked).flatMap((name) => [1, 2, 4].map((shards) => ({ name, shards })));

test.each(cases)(`$name in $shards shards: ${KILLS} kills change no byte (seed ${seed})`, async ({ name, shards }) => {
  const random = createRandom(seed).fork(`${name} ${shards}`);
  const { milliseconds, files } = wholes.get(name) as NonNullable<ReturnType<typeof wholes.get>>;
  const out = join(folder, `killed ${shards} ${name}`);
  const argsOf = (shard: number): string[] => [
    ...['batch', ...asked[name], '--out', out, '--resume'],
    ...(shards > 1 ? ['--shard', `${shard}/${shards}`] : []),
  ];
  let kills = 0;
  // Where all are done before the last kill, all begins anew.
  while (kills < KILLS) {
    await rm(out, { recursive: true, force: true });
    await mkdir(out);
    const open = new Set(Array.from({ length: shards }, (_, at) => at + 1));
    while (open.size > 0) {
      const shard = [...open][random.integer(open.size)];
      const child = command.start(argsOf(shard));
      const end = ended(child);
      const kill = kills < KILLS ? setTimeout(() => child.kill('SIGKILL'), random.uniform() * milliseconds) : undefined;
      const { status, signal, err } = await end;
      clearTimeout(kill);
      if (signal === 'SIGKILL') kills++;
      else {
        expect([status, signal], err).toEqual([0, null]);
        open.delete(shard);
      }
    }
    if (shards > 1) await command.run(['batch', '--join', out]);
    expect(await contents(out)).toEqual(files);
  }
});
