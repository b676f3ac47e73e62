// The same requests give the same bits as when they were recorded: what moves or is renamed changes
// no answer. `npm run soak -- answers` asks all of them. ORIEL_RECORD_ANSWERS=1 records them anew,
// which only a change of the numbers themselves justifies.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { canonicalJson } from '../../src/records/canonical.ts';
import type { Explanation } from '../../src/records/record.ts';
import { type Request, requests } from './answers/requests.ts';

const bin = join(import.meta.dirname, '../../bin/oriel.mjs');
const file = join(import.meta.dirname, 'answers/answers.json');
const folder = mkdtempSync(join(tmpdir(), 'oriel-answers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const all = requests(folder);
const recording = process.env.ORIEL_RECORD_ANSWERS === '1';
const asked = recording || process.env.ORIEL_ANSWERS === 'all' ? all : all.filter(({ quick }) => quick);
const recorded: Record<string, string> = recording ? {} : JSON.parse(readFileSync(file, 'utf8'));

/**
 * SHA-256 of what was computed: every number and name of a record, without the words around them.
 */
async function answer({ args }: Request): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [bin, 'explain', ...args, '--json'], {
    maxBuffer: 2 ** 27,
  });
  const record = JSON.parse(stdout) as Explanation;
  const {
    created: _,
    milliseconds: _m,
    runtime: _r,
    backend: _b,
    engine: _e,
    id: _i,
    asked: _a,
    explainer,
    fidelity,
    ...numbers
  } = record;
  const { note: _n, ...measures } = fidelity;
  const computed = {
    ...numbers,
    fidelity: measures,
    explainer: [explainer.requested, explainer.name, explainer.options],
  };
  return createHash('sha256').update(canonicalJson(computed)).digest('hex');
}

test('there are sixty-three requests', () => {
  expect(all).toHaveLength(63);
  expect(new Set(all.map(({ name }) => name)).size).toBe(63);
});

test.each(asked)('$name', async (request) => {
  const digest = await answer(request);
  if (recording) recorded[request.name] = digest;
  else expect(digest).toBe(recorded[request.name]);
});

if (recording) afterAll(() => writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`));
