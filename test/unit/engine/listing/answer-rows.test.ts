// Answers to all rows of a table whose evaluator can be held up, as a slow model holds it up.

import { expect, test } from 'vitest';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { EvaluatorApi } from '../../../../src/engine/protocol.ts';
import { csvOf, wardModel, wardRows } from '../../../support/stumps.ts';

const ROWS = 300;
const none = () => {};
const bytes = (data: Uint8Array | string) => new Uint8Array(Buffer.from(data)).buffer as ArrayBuffer;

/** A study that has been answered once; from then on, `seen.rows` counts what its evaluator is asked. */
async function opened() {
  const seen = { rows: 0 };
  let gate = Promise.resolve();
  let reached: () => void = none;
  let open: () => void = none;
  const spawn = () => {
    const real = createEvaluator();
    const predict: EvaluatorApi['predict'] = async (data, count, outputs) => {
      seen.rows += count;
      reached();
      await gate;
      return real.predict(data, count, outputs);
    };
    return { api: { ...real, predict }, died: new Promise<Error>(none), close() {} };
  };
  const engine = createEngine({ workers: 1, spawn });
  const model = await engine.openModel({ name: 'model.json', data: bytes(wardModel()) });
  const table = await engine.openTable({ name: 'patients.csv', data: bytes(csvOf(wardRows(ROWS))) });
  const study = await engine.study({ model: model.handle, table: table.handle, answers: {} });
  await engine.predict(study.handle, { kind: 'row', row: 0 });
  seen.rows = 0;
  return {
    engine,
    study,
    seen,
    /** Holds up whatever is asked from now on; resolves once something is. */
    hold: () =>
      new Promise<void>((resolve) => {
        reached = resolve;
        gate = new Promise((free) => {
          open = free;
        });
      }),
    free: () => open(),
  };
}

/** Progress that holds up the evaluator after the first rows. */
function holdingInTheMiddle(hold: () => Promise<void>) {
  let tell: () => void = none;
  const held = new Promise<void>((resolve) => {
    tell = resolve;
  });
  let begun = false;
  const progress = ({ done }: { done: number }) => {
    if (done === 0 || begun) return;
    begun = true;
    hold().then(tell);
  };
  return { held, progress };
}

test('a job that is cancelled while rows are asked ends before they are answered, and asks no more', async () => {
  const { engine, study, seen, hold, free } = await opened();
  const { held, progress } = holdingInTheMiddle(hold);
  const answers = engine.answerRows('stopped', study.handle, progress);
  const ended = expect(answers).rejects.toMatchObject({ code: 'failure-cancelled' });
  await held;
  const asked = seen.rows;
  await engine.cancel('stopped');
  await ended;
  free();
  expect((await engine.listing(study.handle)).answered).toBe(false);
  expect(asked).toBeLessThan(ROWS);
  expect(seen.rows).toBe(asked);
  await engine.answerRows('again', study.handle, none);
  expect((await engine.listing(study.handle)).answered).toBe(true);
  await engine.close();
});

test('an explanation that a person asks for goes before the rows that are left', async () => {
  const { engine, study, hold, free } = await opened();
  const { held, progress } = holdingInTheMiddle(hold);
  const order: string[] = [];
  const answers = engine.answerRows('answers', study.handle, progress).then(() => order.push('answers'));
  await held;
  const request = { study: study.handle, explainer: { name: 'auto' }, outputs: 'all', seed: 0, budget: {} } as const;
  const explained = engine
    .explain('watched', { ...request, input: { kind: 'row', row: 5 } }, none)
    .then(() => order.push('explanation'));
  free();
  await Promise.all([answers, explained]);
  expect(order).toEqual(['explanation', 'answers']);
  await engine.close();
});

test('two callers are answered by one job, and one who cancels leaves it to the other', async () => {
  const { engine, study, seen, hold, free } = await opened();
  const { held, progress } = holdingInTheMiddle(hold);
  const first = engine.answerRows('first', study.handle, progress);
  const ended = expect(first).rejects.toMatchObject({ code: 'failure-cancelled' });
  const told: number[] = [];
  const second = engine.answerRows('second', study.handle, ({ done }) => told.push(done));
  const third = engine.answerRows('third', study.handle, none);
  await held;
  await engine.cancel('first');
  await ended;
  free();
  await Promise.all([second, third]);
  expect(seen.rows).toBe(ROWS);
  expect(told[0]).toBe(0);
  const { rows } = await engine.rows(study.handle, {}, { from: 0, count: ROWS, columns: [0, 1] });
  expect(rows.every(({ answers }) => answers !== null)).toBe(true);
  await engine.close();
});
