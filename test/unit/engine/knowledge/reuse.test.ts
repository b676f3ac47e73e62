// What was asked of a model once is not asked again, and the answer is the same to the bit.

import { describe, expect, test } from 'vitest';
import type { ExplainRequest, KnownValues } from '../../../../src/engine/protocol.ts';
import { BACKGROUND, COLUMNS, type Kind, lasting, openEngine } from './studies.ts';

const samples = (count: number) => ({ budget: { samples: count, error: 0 } });
const rowsOf = (kind: Kind, name: string): number =>
  kind === 'table' && name !== 'lime' && name !== 'glime' ? BACKGROUND : 1;

const cases: readonly (readonly [name: string, kind: Kind])[] = [
  ['kernel-shap', 'table'],
  ['gp-shap', 'table'],
  ['regression-msr', 'table'],
  ['permutation-shap', 'table'],
  ['sampling-shap', 'table'],
  ['banzhaf', 'table'],
  ['interactions', 'table'],
  ['lime', 'table'],
  ['glime', 'table'],
  ['lime', 'text'],
  ['kernel-shap', 'text'],
  ['partition-shap', 'text'],
  ['lime', 'picture'],
  ['glime', 'picture'],
  ['kernel-shap', 'picture'],
];

test.each(cases)('%s of a %s goes on where it stopped', async (name, kind) => {
  const explainer = { name };
  const { engine, explain } = await openEngine(kind);
  const first = await explain({ explainer, ...samples(512) });
  const longer = await explain({ explainer, ...samples(2048) });
  const other = await openEngine(kind);
  const fresh = await other.explain({ explainer, ...samples(2048) });
  expect(lasting(longer.record)).toEqual(lasting(fresh.record));
  expect(longer.calls).toBe(longer.rows);
  expect(fresh.calls).toBe(fresh.rows);
  expect(fresh.calls).toBeLessThanOrEqual(fresh.record.calls);
  const more = longer.record.coalitions - first.record.coalitions;
  expect(longer.rows).toBeLessThanOrEqual(more * rowsOf(kind, name));
  await engine.close();
  await other.engine.close();
});

describe('on one input', () => {
  test('other methods and other outputs ask for what is new alone', async () => {
    const { engine, request, asked, explain } = await openEngine('table');
    const shap = await explain(samples(1024));
    expect(shap.rows).toBe(1 + 1026 * BACKGROUND);
    expect(shap.record.calls).toBe(shap.rows);
    const repeated = await explain(samples(1024));
    expect([repeated.rows, repeated.calls]).toEqual([0, 0]);
    expect(lasting(repeated.record)).toEqual(lasting(shap.record));
    // Every set of players is asked for once, whoever wants it.
    for (const name of ['interactions', 'banzhaf', 'sampling-shap', 'permutation-shap', 'occlusion', 'interactions']) {
      const { rows, record } = await explain({ explainer: { name }, ...samples(1024) });
      expect(rows).toBeLessThan(record.calls);
      const known = (await engine.knownValues(request)) as KnownValues;
      expect(asked.rows).toBe(1 + (known.coalitions.length / 4) * BACKGROUND);
    }
    const { outputs } = shap.record;
    for (const output of ['class 0', 'class 1', 'class 2'].filter((name) => name !== outputs[0])) {
      const { rows, record } = await explain({ ...samples(1024), outputs: [output] });
      expect(rows).toBe(0);
      expect(record.outputs).toEqual([output]);
    }
    expect((await explain({ ...samples(1024), outputs: 'all' })).rows).toBe(0);
    // Curves ask for sets of players of their own.
    const curves = await explain({ ...samples(1024), curves: true });
    expect(curves.rows).toBeGreaterThan(0);
    expect((await explain({ ...samples(1024), curves: true })).rows).toBe(0);
    await engine.close();
  });

  test('a record is that of an engine that knows nothing, whichever outputs came before', async () => {
    const { engine, request, explain } = await openEngine('table');
    await explain({ outputs: 'all' });
    const { record } = await explain({ outputs: ['class 1'], curves: true });
    const other = await openEngine('table');
    const fresh = await other.explain({ outputs: ['class 1'], curves: true });
    expect(lasting(record)).toEqual(lasting(fresh.record));
    const anew = await explain({ outputs: ['class 1'], curves: true }, { fresh: true });
    expect(anew.rows).toBeGreaterThanOrEqual(fresh.rows - 1);
    expect(anew.record.id).toBe(fresh.record.id);
    expect(request.outputs).toBe('default');
    await Promise.all([engine.close(), other.engine.close()]);
  });

  const others: readonly (readonly [string, Kind, Partial<ExplainRequest>])[] = [
    ['row', 'table', { input: { kind: 'row', row: 4 } }],
    ['value', 'table', { input: { kind: 'values', values: Array.from({ length: COLUMNS }, (_, n) => n / 8) } }],
    ['background', 'table', { background: { method: 'sample', rows: BACKGROUND + 1 } }],
    ['choice of background', 'table', { background: { method: 'k-means', rows: BACKGROUND } }],
    ['groups', 'table', { groups: { ab: ['c0', 'c1'] } }],
    ['space', 'table', { space: 'logit' }],
    ['kind of players', 'text', { text: { players: 'tokens', absent: 'pad' } }],
    ['text', 'text', { input: { kind: 'text', text: 'way wby wcy wdy wey wfy wgy why wiy wjy wky' } }],
    ['fill', 'picture', { image: { segments: 50, fill: '#102030' } }],
    ['segments', 'picture', { image: { segments: 24, fill: 'blur' } }],
  ];
  test.each(others)('another %s of a %s shares nothing', async (_, kind, more) => {
    const { engine, explain } = await openEngine(kind);
    await explain();
    const { rows, record } = await explain(more);
    const other = await openEngine(kind);
    const fresh = await other.explain(more);
    // The answer to the input itself is the pool's to remember.
    expect(rows).toBeGreaterThanOrEqual(fresh.rows - 1);
    expect(lasting(record)).toEqual(lasting(fresh.record));
    await Promise.all([engine.close(), other.engine.close()]);
  });
});

describe('what is cut short leaves what it learnt', () => {
  test.each([
    ['kernel-shap', 'table'],
    ['lime', 'table'],
    ['kernel-shap', 'picture'],
  ] as const)('%s of a %s, cancelled', async (name, kind) => {
    const explainer = { name };
    const { engine, request, asked, explain } = await openEngine(kind);
    const long = { ...request, explainer, ...samples(4096) };
    const record = await engine.explain('cancelled', long, (update) => {
      if (update.record) engine.cancel('cancelled');
    });
    expect(record.stopped).toBe('cancelled');
    await explain({ explainer: { name: 'occlusion' } }); // whatever was under way has ended
    const spent = asked.rows;
    const { rows, record: whole } = await explain({ explainer, ...samples(4096) });
    const other = await openEngine(kind);
    const fresh = await other.explain({ explainer, ...samples(4096) });
    expect(whole.id).toBe(fresh.record.id);
    expect(rows).toBeLessThanOrEqual(fresh.rows - record.coalitions * rowsOf(kind, name));
    expect(spent).toBeGreaterThan(0);
    await Promise.all([engine.close(), other.engine.close()]);
  });

  test('limited time', async () => {
    const { engine, request, explain } = await openEngine('table');
    await engine.predict(request.study, request.input); // the model is open
    const limited = await explain({ budget: { milliseconds: 300, samples: 1_000_000, error: 0 } });
    expect(limited.record.stopped).toBe('deadline');
    const { calls, rows: spent } = limited;
    expect(calls).toBeLessThanOrEqual(spent); // what was asked for in vain
    const { rows, record } = await explain(samples(2048));
    const known = Math.min(2048, limited.record.coalitions);
    expect(rows).toBeLessThanOrEqual((2048 - known) * BACKGROUND);
    const other = await openEngine('table');
    expect(record.id).toBe((await other.explain(samples(2048))).record.id);
    await Promise.all([engine.close(), other.engine.close()]);
  });
});

describe('what is known, taught to another engine', () => {
  const some = cases.filter(([name]) => name === 'kernel-shap' || name === 'lime' || name === 'banzhaf');
  test.each(some)('%s of a %s goes on', async (name, kind) => {
    const explainer = { name };
    const one = await openEngine(kind);
    const first = await one.explain({ explainer, ...samples(256) });
    const known = await one.engine.knownValues({ ...one.request, explainer });
    const two = await openEngine(kind);
    const request = { ...two.request, explainer };
    expect(await two.engine.knownValues(request)).toBeNull();
    // As a store gives it back.
    await two.engine.teach(request, structuredClone(known) as KnownValues);
    const longer = await two.explain({ explainer, ...samples(768) });
    const fresh = await (await openEngine(kind)).explain({ explainer, ...samples(768) });
    expect(lasting(longer.record)).toEqual(lasting(fresh.record));
    expect(longer.rows).toBe(longer.calls);
    // The answer to the input itself is asked for again.
    const more = longer.record.coalitions - first.record.coalitions;
    expect(longer.rows).toBeLessThanOrEqual(1 + more * rowsOf(kind, name));
    await Promise.all([one.engine.close(), two.engine.close()]);
  });

  test('is refused where it is not of this game', async () => {
    const { engine, request, explain } = await openEngine('table');
    await explain();
    const known = (await engine.knownValues(request)) as KnownValues;
    expect(known).toMatchObject({ players: COLUMNS, outputs: [0, 1, 2], by: 'wasm' });
    expect(known.coalitions.length).toBe(4 * 514);
    expect(known.values.length).toBe(3 * 514);
    const wrong: readonly Partial<KnownValues>[] = [
      { players: 19 },
      { outputs: [0, 1, 9] },
      { outputs: [] },
      { outputs: [0] },
      { coalitions: known.coalitions.slice(3) },
      { values: known.values.slice(3) },
      { values: known.values.map((value, at) => (at === 7 ? Number.NaN : value)) },
      { rows: { data: new Float32Array(COLUMNS), values: new Float64Array(2) } },
      { rows: { data: new Float64Array(COLUMNS), values: new Float64Array(3) } },
    ];
    for (const each of wrong)
      await expect(engine.teach(request, { ...known, ...each })).rejects.toMatchObject({ code: 'request-invalid' });
    await engine.close();
  });
});
