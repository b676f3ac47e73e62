// A real Slurm: an array with a task that has to make room and one that is killed gives what one
// process gives.

import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Command, contents, putCommand } from '../command.ts';
import { type Cluster, startCluster } from './cluster.ts';

const TASKS = 4;
const root = join(import.meta.dirname, '../../..');
const credit = (name: string): string => join(root, 'public/examples/credit', name);
const asked = [
  ...['--model', credit('mlp.onnx'), '--card', credit('mlp.card.json'), '--data', credit('data.csv')],
  ...['--samples', '1000', '--rows', '0-399'],
];

let folder = '';
let command: Command;
let cluster: Cluster | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oriel-soak-slurm-'));
  command = await putCommand(folder);
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
  cluster = await startCluster(folder, TASKS);
});
afterAll(async () => {
  // Whatever is under way still.
  await cluster?.run('scancel', '--user=root');
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('an array of 4, one task preempted and requeued, one killed: the same bytes as one process', async () => {
  const { run, jobs, processesOf } = cluster as Cluster;
  const at = (name: string): string => join(folder, name);
  const alone = command.run(['batch', ...asked, '--out', at('alone')]);
  const script = at('oriel.sbatch');
  await copyFile(join(root, 'deploy/batch/oriel.sbatch'), script);
  const submit = (array: string): Promise<string> => {
    const options = [`--array=${array}`, '--cpus-per-task=1', '--mem=900M', `--export=ALL,SHARDS=${TASKS}`];
    return run('sbatch', '--parsable', ...options, script, ...asked, '--out', at('bundle'));
  };
  const done = (task: number): Promise<number> =>
    stat(join(at('bundle'), 'shards', `${task + 1}-of-${TASKS}`, 'states.bin')).then(
      ({ size }) => size,
      () => 0,
    );

  const array = await submit(`0-${TASKS - 1}`);
  for (let task = 0; task < TASKS; task++) await expect.poll(() => done(task)).toBeGreaterThan(2);
  const killed = TASKS - 2;
  const [pid] = await processesOf(array, killed);
  process.kill(pid, 'SIGKILL');
  const before = await done(killed);
  const taskOf = async (task: number) => (await jobs(array)).find(({ ArrayTaskId }) => ArrayTaskId === String(task));
  await expect.poll(async () => (await taskOf(killed))?.JobState).toBe('FAILED');
  expect(await taskOf(killed)).toMatchObject({ ExitCode: '0:9', Restarts: '0' });

  // One place is free now: whoever wants two of them, and goes first, takes another from a task.
  const urgent = await run('sbatch', '--parsable', '--partition=high', '--cpus-per-task=2', '--wrap', 'sleep 2');
  const requeued = async () => (await jobs(array)).filter(({ Restarts }) => Number(Restarts) > 0);
  await expect.poll(async () => (await requeued()).length).toBe(1);
  const [preempted] = await requeued();
  await expect.poll(async () => (await jobs(urgent))[0].JobState).toBe('COMPLETED');
  // Slurm would wait for two minutes.
  await expect
    .poll(() =>
      run('scontrol', 'update', `JobId=${preempted.JobId}`, 'StartTime=now').then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);

  const again = await submit(String(killed));
  const states = async (): Promise<string[]> =>
    [...(await jobs(array)).filter(({ ArrayTaskId }) => ArrayTaskId !== String(killed)), ...(await jobs(again))].map(
      ({ JobState }) => JobState,
    );
  await expect.poll(states).toEqual(Array(TASKS).fill('COMPLETED'));
  expect(await requeued()).toMatchObject([{ ArrayTaskId: preempted.ArrayTaskId, Restarts: '1' }]);
  await alone;
  await command.run(['batch', '--join', at('bundle')]);
  expect(await contents(at('bundle'))).toEqual(await contents(at('alone')));

  // Nothing is computed twice: stretches of work have other rows each; one that was killed has none.
  const runs = (await readFile(join(at('bundle'), 'runs.jsonl'), 'utf8')).trimEnd().split('\n');
  const rows = runs.map((line) => JSON.parse(line).rows as [number, number]);
  for (const [place, [first]] of rows.entries()) expect(first).toBeGreaterThan(place === 0 ? -1 : rows[place - 1][1]);
  console.log(`The killed task had done ${before} of its ${400 / TASKS} rows, the requeued one went on where it was.`);
});
