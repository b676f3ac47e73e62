// The service in a container, and what KServe adds to its arguments, are what `oriel serve` takes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readServe } from '../../../src/cli/serve-args.ts';
import { serveLimits } from '../../../src/limits.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, '../../../deploy/service', name), 'utf8');

const own = (): string[] => JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(read('Dockerfile'))?.[1] ?? '[]');

test('the container serves to all what lies where KServe puts it', () => {
  const [oriel, command, ...args] = own();
  expect([oriel, command]).toEqual(['oriel', 'serve']);
  expect(readServe(args)).toMatchObject({ host: '0.0.0.0', models: '/mnt/models', port: serveLimits.port });
});

test('KServe: its arguments name the model and the port', () => {
  const manifest = read('inferenceservice.yaml');
  const [, list] = /^ {8}args:\n((?: {10}- \S+\n)+)/m.exec(manifest) ?? [];
  const args = [...list.matchAll(/- (\S+)/g)].map(([, arg]) => arg);
  // kserve/pkg/apis/serving/v1beta1/explainer_custom.go
  const added = ['--model_name', 'credit', '--predictor_host', 'credit-predictor.default', '--http_port', '8080'];
  const [, , ...first] = own();
  expect(readServe([...first, ...args, ...added])).toMatchObject({ name: 'credit', port: 8080, workers: 2, queue: 64 });
  const grace = Number(/terminationGracePeriodSeconds: (\d+)/.exec(manifest)?.[1]);
  expect(grace).toBeGreaterThan(serveLimits.drainSeconds);
  expect(() => readServe(['--models', 'm', '--port', '1', '--http_port', '2'])).toThrow('contradict');
  expect(() => readServe(['--port', '1'])).toThrow('--models');
  expect(() => readServe(['--models', 'm', '--queue', '-1'])).toThrow('queue');
});
