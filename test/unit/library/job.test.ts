// Jobs: what they tell, and how they are stopped and held. By the real engine.

import { afterAll, describe, expect, test, vi } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { EngineApi } from '../../../src/engine/protocol.ts';
import { createJob } from '../../../src/library/job.ts';
import { createLibrary } from '../../../src/library/oriel.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { failureOf } from '../../support/failure.ts';
import { uncaught } from '../../support/uncaught.ts';
import { given, openLibrary } from './support.ts';

const { oriel, asked } = openLibrary();
afterAll(() => oriel.close());
const model = await oriel.open([given('credit/mlp.onnx'), given('credit/data.csv'), given('credit/mlp.card.json')]);

const long = { explainer: 'permutation-shap', budget: { samples: 400_000, error: 0 }, curves: false } as const;
const short = { explainer: 'kernel-shap', budget: { samples: 256, error: 0 }, curves: false } as const;

/** A job that has given an estimate. */
async function begun(row: number, signal?: AbortSignal) {
  const job = model.explain(row, { ...long, ...(signal && { signal }) });
  const estimate = await new Promise<Explanation>((resolve) => {
    job.on('estimate', resolve);
  });
  return { job, estimate };
}

test('iterating gives estimates and the result at last', async () => {
  const seen: Explanation[] = [];
  const job = model.explain(0, long);
  for await (const estimate of job) {
    seen.push(estimate);
    if (seen.length === 2) job.cancel();
  }
  const record = await job.result;
  expect(seen.length).toBeGreaterThan(2);
  expect(seen.at(-1)).toEqual(record);
  // One that has ended gives the result alone.
  const again: Explanation[] = [];
  for await (const estimate of job) again.push(estimate);
  expect(again).toEqual([record]);
});

test('listeners hear of estimates and the end, late ones of the end, those that left of nothing', async () => {
  const heard: string[] = [];
  const job = model.explain(1, short);
  job.on('estimate', () => heard.push('estimate'));
  job.on('done', ({ id }) => heard.push(`done ${id}`));
  job.on('error', () => heard.push('error'));
  job.on('done', () => heard.push('never'))();
  const { id } = await job.result;
  expect(heard.at(-1)).toBe(`done ${id}`);
  expect(heard.filter((each) => each !== 'estimate')).toEqual([`done ${id}`]);
  const late = await new Promise<Explanation>((resolve) => {
    job.on('done', resolve);
  });
  expect(late.id).toBe(id);
});

test('a listener that throws fails neither the job nor the others, and its error is its own', async () => {
  const heard: string[] = [];
  const failure = new Error('of the listener');
  const fail = (): never => {
    throw failure;
  };
  const errors = await uncaught('uncaughtException', async () => {
    const job = model.explain(9, short);
    job.on('progress', fail);
    job.on('estimate', fail);
    job.on('done', fail);
    job.on('done', () => heard.push('done'));
    await job.result;
    expect(job.status().state).toBe('done');
    const wrong = model.explain(100_000);
    wrong.on('error', fail);
    wrong.on('error', ({ code }) => heard.push(code));
    expect((await failureOf(() => wrong.result)).code).toBe('data-row');
  });
  expect(heard).toEqual(['done', 'data-row']);
  expect(errors.length).toBeGreaterThan(3);
  expect(new Set(errors)).toEqual(new Set([failure]));
});

test('what fails rejects the result, ends the iteration and is heard', async () => {
  const job = model.explain(100_000);
  const heard = new Promise((resolve) => {
    job.on('error', resolve);
  });
  const failure = await failureOf(() => job.result);
  expect(failure.code).toBe('data-row');
  expect(await heard).toBe(failure);
  expect((await failureOf(() => job.id)).code).toBe('data-row');
  expect(job.status().state).toBe('failed');
  const iterated = await failureOf(async () => {
    for await (const _ of job);
  });
  expect(iterated).toBe(failure);
});

test('one that is never named has no id once it has ended', async () => {
  const record = await model.explain(1, short).result;
  const handle = { cancel() {}, pause() {}, resume() {} };
  const job = createJob({ handle, run: async () => record });
  expect(await job.result).toBe(record);
  expect((await failureOf(() => job.id)).code).toBe('failure-unexpected');
});

describe('a cancelled job', () => {
  test('gives its last estimate', async () => {
    const { job } = await begun(2);
    expect(job.status().state).toBe('running');
    job.cancel();
    const record = await job.result;
    expect(record.stopped).toBe('cancelled');
    expect(job.status().state).toBe('cancelled');
    expect((await oriel.records.get(record.id))?.repeatable).toBe('no');
  });

  test('is one whose signal is aborted', async () => {
    const abort = new AbortController();
    const { job } = await begun(3, abort.signal);
    abort.abort();
    expect((await job.result).stopped).toBe('cancelled');
  });

  test('asks nothing of the model where it was cancelled before it began', async () => {
    const { explained } = asked;
    const aborted = model.explain(4, { ...long, signal: AbortSignal.abort() });
    expect((await failureOf(() => aborted.result)).code).toBe('failure-cancelled');
    const cancelled = model.explain(4, long);
    cancelled.cancel();
    expect((await failureOf(() => cancelled.result)).code).toBe('failure-cancelled');
    expect(cancelled.status().state).toBe('cancelled');
    expect(asked.explained).toBe(explained);
  });
});

test('a paused job lets another go first, and goes on', async () => {
  const { job } = await begun(5);
  job.pause();
  expect(job.status().state).toBe('paused');
  await model.explain(6, short).result;
  expect(job.status().state).toBe('paused');
  job.resume();
  await new Promise((resolve) => {
    job.on('estimate', resolve);
  });
  expect(job.status().state).toBe('running');
  job.cancel();
  await job.result;
});

test('the answer is there at once, and its explanation under way', async () => {
  const { prediction, job } = await model.predictAndExplain(7, short);
  expect(prediction).toHaveLength(model.facts.outputs.length);
  const record = await job.result;
  const at = model.facts.outputs.indexOf(record.outputs[0]);
  expect(record.modelOutput[0]).toBe(prediction[at]);
});

test('closing a model ends its jobs', async () => {
  const own = await oriel.open([given('credit/mlp.onnx'), given('credit/data.csv'), given('credit/mlp.card.json')]);
  const job = own.explain(8, long);
  await job.id;
  await own.close();
  expect((await failureOf(() => own.row(0))).code).toBe('failure-closed');
  const ended = await job.result.then(
    ({ stopped }) => stopped,
    (error) => error.code,
  );
  expect(['cancelled', 'failure-cancelled']).toContain(ended);
});

test('what fails because its Oriel was closed was cancelled', async () => {
  const spawn = () => ({ api: createEvaluator(), died: new Promise<Error>(() => {}), close() {} });
  const real = createEngine({ workers: 1, spawn });
  let lose = (_: Error): void => {};
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  let begun = 0;
  // As with one in a worker, what is asked of it fails when it is closed.
  const work = (): Promise<never> => {
    begun++;
    return lost;
  };
  const api: EngineApi = { ...real, counterfactual: work, answerRows: work, explain: work };
  const engine = { api, died: new Promise<Error>(() => {}), close: () => lose(new Error('gone')) };
  const own = createLibrary({ engine, language: english });
  const opened = await own.open([given('credit/mlp.onnx'), given('credit/data.csv'), given('credit/mlp.card.json')]);
  const job = opened.counterfactual(1);
  const batch = opened.explainAll({ first: 0, last: 900 }, short);
  const ends = [job.result, opened.answerRows()].map((end) => failureOf(() => end));
  const iterated = batch.run();
  await vi.waitFor(() => expect(begun).toBe(3), 20_000);
  await own.close();
  expect((await Promise.all(ends)).map(({ code }) => code)).toEqual(['failure-cancelled', 'failure-cancelled']);
  expect(job.status().state).toBe('cancelled');
  expect((await iterated).state).toBe('cancelled');
  await real.close();
});
