// What a request stands for: spelt out, equal where values must be equal, and nowhere else.

import { expect, test } from 'vitest';
import type { ExplainRequest } from '../../../../src/engine/protocol.ts';
import { familyId, gameId, requestId } from '../../../../src/records/request.ts';
import { COLUMNS, openEngine } from './studies.ts';

test('a request is spelt out as its record says', async () => {
  const { engine, request, explain } = await openEngine('table');
  const auto: ExplainRequest = { ...request, explainer: { name: 'auto' }, budget: {}, curves: true };
  const { request: spelt, nested } = await engine.identify(auto);
  const { record } = await explain(auto);
  expect(spelt).toMatchObject({
    model: record.model.sha256,
    input: record.input.sha256,
    background: record.background?.sha256,
    outputs: record.outputs,
    space: 'output',
    groups: null,
    explainer: { name: record.explainer.name, options: record.explainer.options },
    seed: record.seed,
    samples: 2048,
    error: 0.01,
    curves: true,
  });
  expect(nested).toBe(true);
  // A limit of time is none of it, and neither is what is the default.
  const same: Partial<ExplainRequest>[] = [
    { budget: { milliseconds: 100 } },
    { budget: { samples: 2048, error: 0.01 } },
    { explainer: { name: record.explainer.name, options: record.explainer.options } },
    { outputs: record.outputs },
    { space: 'output', backend: 'wasm' },
    { input: { kind: 'values', values: await engine.row(request.study, 3) } },
  ];
  const id = await requestId(spelt);
  for (const more of same) expect(await requestId((await engine.identify({ ...auto, ...more })).request)).toBe(id);
  await engine.close();
});

test('what changes values changes the ids that it belongs to', async () => {
  const { engine, request } = await openEngine('table');
  const idsOf = async (more: Partial<ExplainRequest>) => {
    const { request: spelt } = await engine.identify({ ...request, ...more });
    return [await requestId(spelt), await familyId(spelt), await gameId(spelt)];
  };
  const base = await idsOf({});
  const same = async (more: Partial<ExplainRequest>) => (await idsOf(more)).map((id, at) => id === base[at]);
  expect(await same({})).toEqual([true, true, true]);
  expect(await same({ budget: { samples: 600, error: 0 } })).toEqual([false, true, true]);
  expect(await same({ curves: true })).toEqual([false, false, true]);
  expect(await same({ explainer: { name: 'banzhaf' } })).toEqual([false, false, true]);
  expect(await same({ outputs: 'all' })).toEqual([false, false, true]);
  // Another seed draws another background.
  expect(await same({ seed: 6 })).toEqual([false, false, false]);
  expect(await same({ space: 'logit' })).toEqual([false, false, false]);
  expect(await same({ groups: { ab: ['c0', 'c1'] } })).toEqual([false, false, false]);
  expect(await same({ input: { kind: 'row', row: 9 } })).toEqual([false, false, false]);
  await engine.close();
});

test('ids are those of any other engine', async () => {
  for (const kind of ['table', 'text', 'picture'] as const) {
    const engines = await Promise.all([openEngine(kind), openEngine(kind)]);
    const ids = engines.map(async ({ engine, request }) => requestId((await engine.identify(request)).request));
    expect(await ids[0]).toBe(await ids[1]);
    await Promise.all(engines.map(({ engine }) => engine.close()));
  }
});

test('texts and pictures are told apart by how they are hidden', async () => {
  const cases = [
    ['text', { text: { absent: 'pad' } }],
    ['text', { text: { players: 'distinct', absent: 'pad' } }],
    ['picture', { image: { segments: 24, fill: 'blur' } }],
    ['picture', { image: { segments: 50, fill: 'mean' } }],
  ] as const;
  const ids = new Set<string>();
  for (const [kind, more] of cases) {
    const { engine, request } = await openEngine(kind);
    for (const each of [request, { ...request, ...more }]) ids.add(await gameId((await engine.identify(each)).request));
    await engine.close();
  }
  expect(ids.size).toBe(2 + cases.length - 1);
});

test('asks the model for no more than which output is explained', async () => {
  const { engine, request, asked } = await openEngine('table');
  await engine.identify({ ...request, outputs: ['class 1'] });
  expect(asked.rows).toBe(0);
  await engine.identify(request);
  await engine.identify(request);
  expect(asked.rows).toBe(1);
  await engine.close();
});

test('throws what an explanation would', async () => {
  const { engine, request } = await openEngine('table');
  const wrong: readonly Partial<ExplainRequest>[] = [
    { explainer: { name: 'none such' } },
    { explainer: { name: 'kernel-shap', options: { l1: 'none such' } } },
    { explainer: { name: 'tree-shap' } },
    { explainer: { name: 'lime' }, groups: { ab: ['c0', 'c1'] } },
    { explainer: { name: 'lime' }, space: 'logit' },
    { space: 'raw' },
    { outputs: ['none such'] },
    { input: { kind: 'row', row: 1000 } },
    { input: { kind: 'values', values: Array.from({ length: COLUMNS }, () => 'text') } },
  ];
  for (const more of wrong) {
    const failed = await engine.explain('job', { ...request, ...more }, () => {}).catch((error) => error);
    await expect(engine.identify({ ...request, ...more })).rejects.toMatchObject({
      code: failed.code,
      message: failed.message,
    });
  }
  await engine.close();
});
