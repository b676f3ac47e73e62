import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { toShap } from '../../../../src/records/forms/index.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { plainRecord } from '../../support/record.ts';

// shap's own class, in the Python that the variable PYTHON names, or python3.
const python = process.env.PYTHON ?? 'python3';
const { status } = spawnSync(python, ['-c', 'import numpy, shap'], { stdio: 'ignore' });
if (status !== 0) console.info(`not tried: ${python} has no numpy with shap`);

const folder = mkdtempSync(join(tmpdir(), 'oriel-shap-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readme = readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8');
const [, lines = ''] = /```python\n([\s\S]*?)```/.exec(readme) ?? [];

/** An explanation that Python made of a record by the lines of the README, and a row of it. */
function made(record: Explanation, row: string) {
  writeFileSync(join(folder, 'shap.jsonl'), `${JSON.stringify(toShap(record))}\n`);
  const report = `
one = ${row}
def plain(it): return it.tolist() if hasattr(it, "tolist") else [str(name) for name in it] if isinstance(it, list) else it
print(json.dumps({name: plain(getattr(one, name)) for name in ["values", "base_values", "data", "feature_names",
  "output_names", "error_std", "lower_bounds", "upper_bounds"]} | {"shape": e.shape, "class": str(type(e))}))
`;
  return JSON.parse(execFileSync(python, ['-c', lines + report], { cwd: folder, encoding: 'utf8' }));
}

test('the README has three lines of Python', () => {
  expect(lines.trimEnd().split('\n')).toHaveLength(3);
});

describe.skipIf(status !== 0)('the lines of the README', () => {
  const errors = (values: readonly number[], found: readonly number[], sign: number) =>
    values.map((value, at) => value + sign * 1.959964 * found[at]);

  test('make an explanation of one output, with its errors', () => {
    const record: Explanation = {
      ...plainRecord,
      input: { kind: 'tabular', sha256: 'b', columns: ['age', 'home', 'sum'], values: [41, 'own', null], row: 0 },
      players: ['age', 'home', 'sum'],
      attributions: [[0.5, -0.25, 0.125]],
      standardErrors: [[0.25, 0, 0.0625]],
    };
    expect(made(record, 'e[0]')).toEqual({
      class: "<class 'shap._explanation.Explanation'>",
      shape: [1, 3],
      values: [0.5, -0.25, 0.125],
      base_values: 0.5,
      data: [41, 'own', null],
      feature_names: ['age', 'home', 'sum'],
      output_names: 'yes',
      error_std: [0.25, 0, 0.0625],
      lower_bounds: errors([0.5, -0.25, 0.125], [0.25, 0, 0.0625], -1),
      upper_bounds: errors([0.5, -0.25, 0.125], [0.25, 0, 0.0625], 1),
    });
  });

  test('make one of as many outputs as players, of which each can be had by its name', () => {
    const record: Explanation = {
      ...plainRecord,
      outputs: ['no', 'yes'],
      base: [0.25, 0.75],
      attributions: [
        [-0.5, 0.25],
        [0.5, -0.125],
      ],
      standardErrors: [
        [0, 0.5],
        [0.25, 0],
      ],
    };
    expect(made(record, 'e[0, :, "yes"]')).toMatchObject({
      shape: [1, 2, 2],
      values: [0.5, -0.125],
      base_values: 0.75,
      data: [1, null],
      feature_names: ['a', 'b'],
      output_names: 'yes',
      error_std: [0.25, 0],
    });
  });

  test('make one of a text, and of players without values or errors', () => {
    const phrases = { left: [], right: [] };
    const text: Explanation = {
      ...plainRecord,
      players: ['Not', 'good'],
      input: {
        ...{ kind: 'text', sha256: 'b', text: 'Not good!', absent: 'remove', part: null, phrases },
        spans: [[[0, 3]], [[4, 8]]],
      },
    };
    expect(made(text, 'e[0]')).toMatchObject({ shape: [1, 2], data: ['Not ', 'good!'] });
    const grouped: Explanation = { ...plainRecord, players: ['a', 'rest'], standardErrors: null };
    expect(made(grouped, 'e[0]')).toMatchObject({ values: [0.5, -0.25], data: null, error_std: null });
  });
});
