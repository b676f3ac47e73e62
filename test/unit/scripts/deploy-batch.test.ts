// The scripts for clusters say what `oriel batch` takes.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBatch } from '../../../src/cli/batch-args.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, '../../../deploy/batch', name), 'utf8');

test('Slurm: a task of the array is a shard, and goes on where it was', () => {
  const folder = mkdtempSync(join(tmpdir(), 'oriel-slurm-'));
  try {
    const command = join(folder, 'oriel');
    writeFileSync(command, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    chmodSync(command, 0o755);
    const script = join(folder, 'job');
    writeFileSync(script, read('oriel.sbatch'));
    const given = ['--model', 'm.onnx', '--data', 'my table.csv', '--out', 'o'];
    const env = { PATH: `${folder}:${process.env.PATH}`, SLURM_CPUS_PER_TASK: '4', SLURM_ARRAY_TASK_ID: '3' };
    const [name, ...args] = execFileSync('bash', [script, ...given], { env, encoding: 'utf8' })
      .trimEnd()
      .split('\n');
    expect(name).toBe('batch');
    expect(readBatch(args, env)).toMatchObject({
      data: 'my table.csv',
      shard: { index: 3, of: 8 },
      resume: true,
      explain: { workers: 4 },
    });
    expect(read('oriel.sbatch')).toMatch(/^#SBATCH --array=0-7$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('Kubernetes: as many shards as completions, each pod one of them', () => {
  const manifest = read('kubernetes-job.yaml');
  const args = [...manifest.matchAll(/^ {12}- (\S+)$/gm)].map(([, arg]) => arg);
  const [name, ...given] = args;
  expect(name).toBe('batch');
  const completions = Number(/^ {2}completions: (\d+)$/m.exec(manifest)?.[1]);
  expect(readBatch(given, { JOB_COMPLETION_INDEX: '7' })).toMatchObject({
    shard: { index: 7, of: completions },
    resume: true,
  });
  // Without these, a Job has no index, or refuses what is asked for a shard that fails.
  expect(manifest).toMatch(/^ {2}completionMode: Indexed$/m);
  expect(manifest).toMatch(/^ {2}backoffLimitPerIndex: \d+$/m);
  expect(manifest).toMatch(/^ {6}restartPolicy: Never$/m);
  expect(manifest).toMatch(/^ {10}image: oriel-batch:/m);
  expect(read('Dockerfile')).toContain('ENTRYPOINT ["oriel"]');
});
