import { describe, expect, it } from 'vitest';
import { explain } from '../../../../src/engine/jobs/explain.ts';
import type { Pool } from '../../../../src/engine/pool/pool.ts';
import type { Progress } from '../../../../src/engine/protocol.ts';
import { type Coalitions, has } from '../../../../src/games/coalitions.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { pictureJob } from './picture-job.ts';

const PLAYERS = 32;
/** Two parts of a picture matter, and one of them only beside the other. */
const worth = (coalitions: Coalitions, row: number): number =>
  (has(coalitions, row, 3) ? 0.5 : 0) + (has(coalitions, row, 3) && has(coalitions, row, 20) ? 0.25 : 0);

/** A picture of 32 segments whose model says of itself that a row takes it this long. */
function slowPicture(cost: number, watched: boolean) {
  const told: Progress[] = [];
  const asked: number[] = [];
  let cancel = (_: 'cancelled') => {};
  const pool = {
    backend: 'wasm',
    milliseconds: (rows: number) => rows * cost,
    ready: async () => ({ backend: 'wasm', runtime: 'a runtime', adapter: null, oneByOne: false }),
    answer: async () => Float64Array.of(0.75),
    async value(_: unknown, coalitions: Coalitions) {
      asked.push(coalitions.count);
      return Float64Array.from({ length: coalitions.count }, (_each, row) => worth(coalitions, row));
    },
  } as unknown as Pool;
  const job = pictureJob({
    players: PLAYERS,
    pool,
    watched,
    request: { explainer: { name: 'auto' }, budget: { samples: 128 } },
    progress(update) {
      told.push(update);
    },
    cancelled: new Promise((resolve) => {
      cancel = resolve;
    }),
  });
  const records = () => told.flatMap(({ record }) => record ?? []);
  return { job, asked, told, records, cancel: () => cancel('cancelled') };
}

const lasting = ({ created: _, milliseconds: _time, ...record }: Explanation) => record;

describe('an explanation that is watched', () => {
  it('begins with a few large regions of a slow picture, and ends with the same record', async () => {
    const watched = slowPicture(2000, true);
    const record = await explain(watched.job);
    // The empty picture and the regions; only then what the explainer asks for.
    expect(watched.asked.slice(0, 2)).toEqual([1, 4]);
    const [first] = watched.records();
    expect(first.explainer.whyMessage).toMatchObject({ key: 'engine.reasons' });
    expect(first.explainer.why).toContain('rough impression');
    expect(first.coalitions).toBe(0);
    const [values] = first.attributions;
    expect(values[3]).toBe(Math.max(...values));

    const unwatched = slowPicture(2000, false);
    expect(lasting(await explain(unwatched.job))).toEqual(lasting(record));
    expect(unwatched.asked).toEqual(watched.asked.slice(2));
    expect(record.explainer.why).not.toContain('rough impression');
  });

  it('asks for nothing more where the model is fast', async () => {
    const [watched, unwatched] = [slowPicture(5, true), slowPicture(5, false)];
    const record = await explain(watched.job);
    expect(lasting(record)).toEqual(lasting(await explain(unwatched.job)));
    expect(watched.asked).toEqual(unwatched.asked);
  });

  it('keeps the first impression where it is cancelled before there is more', async () => {
    const { job, told, asked, records, cancel } = slowPicture(2000, true);
    const { value } = job.pool;
    const pool: Pool = {
      ...job.pool,
      value: (game, coalitions, signal) =>
        told.some(({ record }) => record) ? new Promise(() => {}) : value(game, coalitions, signal),
    };
    const progress = (update: Progress) => {
      job.progress(update);
      if (update.record) cancel();
    };
    const record = await explain({ ...job, pool, progress });
    expect(record.stopped).toBe('cancelled');
    expect(record.attributions).toEqual(records()[0].attributions);
    // The model's answer, and all that the impression took.
    expect(record.calls).toBe(1 + asked.reduce((sum, count) => sum + count, 0));
    expect(record.calls).toBe(records()[0].calls);
  });
});
