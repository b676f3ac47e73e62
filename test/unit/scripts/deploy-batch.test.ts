// The scripts for clusters say what `oriel batch` takes.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBatch } from '../../../src/cli/batch-args.ts';
import { problemsOf } from '../../support/kubernetes-job.ts';

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

describe('Kubernetes', () => {
  const manifest = read('kubernetes-job.yaml');

  test('the manifest is a Job: as many shards as completions, each pod one of them', () => {
    const job = parse(manifest);
    expect(problemsOf(job)).toEqual([]);
    const { completions, completionMode, backoffLimitPerIndex, template } = job.spec;
    expect([completionMode, backoffLimitPerIndex]).toEqual(['Indexed', expect.any(Number)]);
    const [{ args, image, volumeMounts }] = template.spec.containers;
    const [name, ...given] = args;
    expect(name).toBe('batch');
    for (let index = 0; index < completions; index++)
      expect(readBatch(given, { JOB_COMPLETION_INDEX: String(index) })).toMatchObject({
        shard: { index, of: completions },
        resume: true,
      });
    for (const path of given.filter((arg: string) => arg.includes('=/')))
      expect(path).toMatch(new RegExp(`^--\\w+=${volumeMounts[0].mountPath}/`));
    expect(image).toMatch(/^oriel-batch:/);
    expect(read('Dockerfile')).toContain('ENTRYPOINT ["oriel"]');
  });

  // The schema alone lets most of them through; a cluster does not.
  test.each([
    ['completions that are missing', '  completions: 8\n', '', 'needs completions'],
    ['completions that are no number', 'completions: 8', 'completions: many', '/spec/completions'],
    ['an unknown mode', 'completionMode: Indexed', 'completionMode: Numbered', '/spec/completionMode'],
    ['a wrong policy of restarting', 'restartPolicy: Never', 'restartPolicy: Always', 'restartPolicy Always'],
    ['no policy of restarting', '      restartPolicy: Never\n', '', 'restartPolicy Always'],
    ['another policy of restarting', 'restartPolicy: Never', 'restartPolicy: OnFailure', 'needs restartPolicy Never'],
    ['a misspelt field', 'parallelism: 4', 'paralelism: 4', '.spec.paralelism is unknown'],
    [
      'a field in the wrong place',
      '      containers:',
      '      completions: 8\n      containers:',
      'spec.completions is',
    ],
    ['a misspelt field within a list', 'mountPath', 'mountpath', 'volumeMounts[0].mountpath is unknown'],
    [
      'a mount without its volume',
      '        - name: data\n          persistent',
      '        - name: more\n          persistent',
      'no volume data',
    ],
    ['more failures than shards', 'maxFailedIndexes: 8', 'maxFailedIndexes: 9', 'more than completions'],
    ['a rule of another container', 'containerName: oriel', 'containerName: other', 'container that is not there'],
    ['no amount', "cpu: '4'", "cpu: 'four'", 'cpu'],
    ['no name', 'name: oriel-batch', 'name: Oriel Batch', 'is no name'],
  ])('%s is caught', (_, before, after, said) => {
    expect(manifest).toContain(before);
    expect(problemsOf(parse(manifest.replace(before, after))).join('\n')).toContain(said);
  });
});
