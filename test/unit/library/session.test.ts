// Explanations by requests of the engine's own: what a page explained is found again, whichever
// engine there is by then.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { EngineApi, ExplainRequest } from '../../../src/engine/protocol.ts';
import { OrielError } from '../../../src/errors.ts';
import type { InputOrigin } from '../../../src/library/own-input.ts';
import { createSession } from '../../../src/library/session.ts';
import { createSessionShelf } from '../../../src/library/session-shelf.ts';
import { wantedOf } from '../../../src/library/shelf.ts';
import { openMemoryStore } from '../../../src/store/memory.ts';
import { failureOf } from '../../support/failure.ts';
import { given } from './support.ts';

let engines: EngineApi[] = [];
let api: EngineApi;
let study: string;
let origin: InputOrigin;

/** The engine in use, and a study in it. */
async function start(): Promise<void> {
  const spawn = () => ({ api: createEvaluator(), died: new Promise<Error>(() => {}), close: () => {} });
  api = createEngine({ workers: 1, spawn });
  engines.push(api);
  const buffer = (path: string) => {
    const { name, data } = given(path);
    return { name, data: data.buffer as ArrayBuffer };
  };
  const { handle: model } = await api.openModel(buffer('credit/mlp.onnx'));
  const { handle: table } = await api.openTable(buffer('credit/data.csv'));
  const opened = await api.study({ model, table, answers: {} });
  study = opened.handle;
  origin = { row: 3, file: null, model: opened.card.name };
}

beforeEach(start);
afterEach(async () => {
  for (const each of engines) await each.close();
  engines = [];
});

const request = (samples = 128): ExplainRequest => ({
  study,
  input: { kind: 'row', row: 3 },
  explainer: { name: 'permutation-shap' },
  outputs: 'default',
  seed: 0,
  budget: { samples, error: 0 },
  curves: false,
});

const open = (kept: Parameters<typeof createSession>[0]['kept'] = async () => null) =>
  createSession({
    engine: () => api,
    kept,
    tell: (message) => {
      throw new Error(english.text(message));
    },
  });

test('what was explained is found again, also by another engine, which is taught what was answered', async () => {
  const session = open();
  const record = await session.explain({ request: request(), origin }).result;
  await start();
  const again = session.explain({ request: request(), origin });
  expect(await again.result).toBe(record);
  expect(again.status()).toMatchObject({ from: 'kept', calls: 0 });
  const more = session.explain({ request: request(512), origin });
  const longer = await more.result;
  expect(more.status().from).toBe('continued');
  expect(more.status().calls).toBeLessThan(longer.calls - record.calls / 2);
  const fresh = open().explain({ request: request(512), origin }, { fresh: true });
  expect((await fresh.result).id).toBe(longer.id);
});

test('under the name that the model has by then', async () => {
  const session = open();
  const record = await session.explain({ request: request(), origin }).result;
  const renamed = session.explain({ request: request(), origin: { ...origin, model: 'Renamed' } });
  expect((await renamed.result).model).toEqual({ ...record.model, name: 'Renamed' });
  expect((await renamed.result).id).not.toBe(record.id);
  expect(renamed.status()).toMatchObject({ from: 'kept', calls: 0 });
});

test('is no longer found once it is forgotten, nor what ran then', async () => {
  const session = open();
  const running = session.explain({ request: request(), origin });
  session.forget();
  await running.result;
  const again = session.explain({ request: request(), origin }, { fresh: true });
  await again.result;
  expect(again.status().from).toBe('computed');
  session.forget();
  expect(await session.requestsOf((await again.result).id)).toEqual([]);
});

test('is kept with its requests, and found in the store by a session that comes later', async () => {
  const store = openMemoryStore();
  const session = open();
  const record = await session.explain({ request: request(), origin }).result;
  await store.put('record', record.id, { record });
  const requests = await session.requestsOf(record.id);
  expect(requests).toHaveLength(1);
  for (const [id, value] of requests) await store.put('request', id, value);
  await start();
  const later = open(async () => store).explain({ request: request(), origin });
  expect(await later.result).toEqual(record);
  expect(later.status().from).toBe('kept');
  await store.close();
});

test('what cannot be named is explained all the same, and its id says why', async () => {
  const session = open();
  const real = api;
  const identify = async () => {
    throw new OrielError('failure-busy', { jobs: 1 });
  };
  api = { ...real, identify };
  const first = session.explain({ request: request(), origin });
  const record = await first.result;
  expect((await failureOf(() => first.id)).code).toBe('failure-busy');
  api = real;
  const second = session.explain({ request: request(), origin });
  expect((await second.result).id).toBe(record.id);
  expect(await session.requestsOf(record.id)).toHaveLength(1);
});

test('what cannot be kept is not found, and all else is', async () => {
  const session = open();
  const real = api;
  const explain: EngineApi['explain'] = async (...given) => {
    const record = await real.explain(...given);
    // No request's id can be made of that.
    return { ...record, explainer: { ...record.explainer, name: 'other', options: { share: Number.NaN } } };
  };
  api = { ...real, explain };
  const record = await session.explain({ request: request(), origin }).result;
  api = real;
  const second = await session.explain({ request: request(), origin }).result;
  expect(second.explainer.name).toBe('permutation-shap');
  expect(await session.requestsOf(second.id)).toHaveLength(1);
  expect(record.explainer.name).toBe('other');
});

test('of what there is no room for, the least recently used goes first', async () => {
  const record = await open().explain({ request: request(), origin }).result;
  const identified = await api.identify(request());
  const size = JSON.stringify(record).length;
  const shelf = createSessionShelf(2.5 * size);
  const wanted = await Promise.all(
    [1, 2, 3].map((seed) => wantedOf({ ...identified, request: { ...identified.request, seed } }, false)),
  );
  const keep = (at: number) => shelf.keep({ wanted: wanted[at], record, limited: false, known: null });
  await keep(0);
  await keep(1);
  expect(shelf.find(wanted[0])?.record).toBe(record);
  await keep(2);
  expect(wanted.map((each) => shelf.find(each) !== null)).toEqual([true, false, true]);
});
