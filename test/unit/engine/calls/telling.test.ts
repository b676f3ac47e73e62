// Listeners of progress that fail, here or in another thread: the work goes on.

import { expect, test } from 'vitest';
import type { RowsRequest } from '../../../../src/engine/protocol.ts';
import { uncaught } from '../../../support/uncaught.ts';
import { openEngine } from '../knowledge/studies.ts';

const failures = [
  ['throws', () => fail()],
  ['rejects', async () => fail()],
] as const;

const fail = (): never => {
  throw new Error('of the listener');
};

test.each(failures)('a listener that %s fails no call, and leaves nothing unhandled', async (_, progress) => {
  const { engine, request } = await openEngine('table');
  const unhandled = await uncaught('unhandledRejection', async () => {
    const record = await engine.explain('one', request, progress);
    expect(record.stopped).toBe('samples');
    const { input: _input, ...others } = request;
    const rows: RowsRequest = { ...others, first: 0, last: 2 };
    const taken: number[] = [];
    await engine.explainRows('rows', rows, (records) => void taken.push(records.length), progress);
    expect(taken).toEqual([1, 1, 1]);
    await engine.answerRows('answers', request.study, progress);
    await engine.rowsFile(
      'file',
      request.study,
      { query: {}, records: [], explanations: false, explain: null, form: 'csv' },
      progress,
    );
  });
  expect(unhandled).toEqual([]);
  await engine.close();
});
