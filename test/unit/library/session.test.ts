// For doors that take files one by one and go on where an engine ends: what was explained is found
// again, whichever engine there is by then.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import type { Card } from '../../../src/data/card.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { EngineApi } from '../../../src/engine/protocol.ts';
import { OrielError } from '../../../src/errors.ts';
import type { Job } from '../../../src/library/job.ts';
import type { ExplainOptions } from '../../../src/library/options.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import { requestOf } from '../../../src/library/request.ts';
import { createSession, type Session, type SessionParts } from '../../../src/library/session.ts';
import { createSessionShelf } from '../../../src/library/session-shelf.ts';
import { wantedOf } from '../../../src/library/shelf.ts';
import { openMemoryStore } from '../../../src/store/memory.ts';
import { failureOf } from '../../support/failure.ts';
import { given } from './support.ts';

let engines: EngineApi[] = [];
let api: EngineApi;

/** The engine in use. */
function start(): void {
  const spawn = () => ({ api: createEvaluator(), died: new Promise<Error>(() => {}), close: () => {} });
  api = createEngine({ workers: 1, spawn });
  engines.push(api);
}

beforeEach(start);
afterEach(async () => {
  for (const each of engines) await each.close();
  engines = [];
});

/** A model in the engine that is in use by now. */
async function modelIn(session: Session, change: Partial<Card> = {}): Promise<OrielModel> {
  const source = (path: string) => {
    const { name, data } = given(path);
    return { name, data: data.buffer as ArrayBuffer };
  };
  const model = await session.openModel(source('credit/mlp.onnx'));
  const table = await session.openTable(source('credit/data.csv'));
  const { facts } = await session.open({ model, table, answers: {} });
  return session.open({ model, table, card: { ...facts.card, ...change } });
}

const asked = (samples = 128): ExplainOptions => ({
  explainer: 'permutation-shap',
  budget: { samples, error: 0 },
  curves: false,
});

const open = (
  kept: SessionParts['kept'] = async () => null,
  keepsUnderWay: SessionParts['keepsUnderWay'] = () => false,
) =>
  createSession({
    keepsUnderWay,
    engine: { api: () => api, isInUse: (other) => other === api, end() {} },
    kept,
    tell: (message) => {
      throw new Error(english.text(message));
    },
  });

test('what was explained is found again, also by another engine, which is taught what was answered', async () => {
  const session = open();
  const before = await modelIn(session);
  const record = await before.explain(3, asked()).result;
  start();
  expect(session.isOpen(before.facts)).toBe(false);
  const model = await modelIn(session);
  expect(session.isOpen(model.facts)).toBe(true);
  const again = model.explain(3, asked());
  expect(await again.result).toBe(record);
  expect(again.status()).toMatchObject({ from: 'kept', calls: 0 });
  const more = model.explain(3, asked(512));
  const longer = await more.result;
  expect(more.status().from).toBe('continued');
  expect(more.status().calls).toBeLessThan(longer.calls - record.calls / 2);
  const fresh = (await modelIn(open())).explain(3, { ...asked(512), fresh: true });
  expect((await fresh.result).id).toBe(longer.id);
});

test('under the name that the model has by then', async () => {
  const session = open();
  const record = await (await modelIn(session)).explain(3, asked()).result;
  const renamed = (await modelIn(session, { name: 'Renamed' })).explain(3, asked());
  expect((await renamed.result).model).toEqual({ ...record.model, name: 'Renamed' });
  expect((await renamed.result).id).not.toBe(record.id);
  expect(renamed.status()).toMatchObject({ from: 'kept', calls: 0 });
});

test('is no longer found once it is forgotten, nor what ran then', async () => {
  const session = open();
  const model = await modelIn(session);
  const running = model.explain(3, asked());
  session.forget();
  await running.result;
  const again = model.explain(3, { ...asked(), fresh: true });
  await again.result;
  expect(again.status().from).toBe('computed');
  session.forget();
  expect(await session.requestsOf((await again.result).id)).toEqual([]);
});

test('is kept with its requests, and found in the store by a session that comes later', async () => {
  const store = openMemoryStore();
  const session = open();
  const record = await (await modelIn(session)).explain(3, asked()).result;
  await store.put('record', record.id, { record });
  const requests = await session.requestsOf(record.id);
  expect(requests).toHaveLength(1);
  for (const [id, value] of requests) await store.put('request', id, value);
  start();
  const later = (await modelIn(open(async () => store))).explain(3, asked());
  expect(await later.result).toEqual(record);
  expect(later.status().from).toBe('kept');
  await store.close();
});

test('what is under way is kept where that is wanted, until it has ended', async () => {
  const stores = [openMemoryStore(), openMemoryStore()];
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const jobs: Job[] = [];
  for (const [at, store] of stores.entries()) {
    start();
    const real = api;
    api = { ...real, explain: (...given) => ended.then(() => real.explain(...given)) };
    const session = open(
      async () => store,
      () => at === 1,
    );
    jobs.push((await modelIn(session)).explain(3, asked()));
  }
  const id = await jobs[0].id;
  await vi.waitFor(
    async () => expect(await stores[1].get('request', id)).toMatchObject({ value: { record: '' } }),
    20_000,
  );
  expect(await stores[0].list('request')).toEqual([]);
  end();
  await jobs[1].result;
  expect(await stores[1].list('request')).toEqual([]);
  await jobs[0].result;
  for (const store of stores) await store.close();
});

test('what cannot be named is explained all the same, and its id says why', async () => {
  const session = open();
  const real = api;
  const identify = async () => {
    throw new OrielError('failure-busy', { jobs: 1 });
  };
  api = { ...real, identify };
  const first = (await modelIn(session)).explain(3, asked());
  const record = await first.result;
  expect((await failureOf(() => first.id)).code).toBe('failure-busy');
  api = real;
  const second = (await modelIn(session)).explain(3, asked());
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
  const record = await (await modelIn(session)).explain(3, asked()).result;
  api = real;
  const second = await (await modelIn(session)).explain(3, asked()).result;
  expect(second.explainer.name).toBe('permutation-shap');
  expect(await session.requestsOf(second.id)).toHaveLength(1);
  expect(record.explainer.name).toBe('other');
});

test('what is let go of is open no more, and what an ended engine held needs no letting go', async () => {
  const session = open();
  const model = await modelIn(session);
  expect(session.modelOf(model.facts)).toBe(model);
  const running = model.explain(3, { ...asked(100_000), budget: { samples: 100_000, error: 0 } });
  session.release([model.facts]);
  expect((await failureOf(() => running.result)).code).toBe('failure-cancelled');
  expect((await failureOf(async () => session.modelOf(model.facts))).code).toBe('failure-closed');
  expect((await failureOf(() => model.row(3))).code).toBe('failure-closed');
  const other = await modelIn(session);
  await api.close();
  start();
  session.release([other.facts]);
  expect(session.isOpen(other.facts)).toBe(false);
});

test('answers before there is an explanation: at once, on average, and compared with the runtime', async () => {
  const model = await modelIn(open());
  await model.warmUp();
  const [answer] = await model.predict([3], { backend: 'wasm' });
  const record = await model.explain(3, { ...asked(), outputs: 'all' }).result;
  expect(answer).toEqual(record.modelOutput);
  expect(await model.average(3)).toEqual(record.base);
  expect(await model.compare()).toMatchObject({ agrees: true });
});

test('a picture that was opened once is explained as often as is wanted, under its own name', async () => {
  const session = open();
  const { name, data } = given('mobilenet/model.onnx');
  const opened = await session.openModel({ name, data: data.buffer as ArrayBuffer });
  const card = JSON.parse(new TextDecoder().decode(given('mobilenet/model.card.json').data)) as Card;
  const model = await session.open({ model: opened, card });
  const photo = given('mobilenet/photos/cat.jpg');
  const picture = await session.openPicture({ name: 'mine.jpg', data: photo.data.buffer as ArrayBuffer });
  const options = { image: { segments: 20, fill: 'mean' }, budget: { samples: 8, error: 0 }, curves: false };
  const first = await model.explain(picture, options).result;
  expect(first.input).toMatchObject({ kind: 'image', file: 'mine.jpg' });
  expect((await model.explain({ ...photo, name: 'mine.jpg' }, { ...options, fresh: true }).result).id).toBe(first.id);
});

test('of what there is no room for, the least recently used goes first', async () => {
  const session = open();
  const { facts, ...model } = await modelIn(session);
  const record = await model.explain(3, asked()).result;
  const identified = await api.identify({
    ...requestOf(facts.handle, asked(), undefined),
    input: { kind: 'row', row: 3 },
  });
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
