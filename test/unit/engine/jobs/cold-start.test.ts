import { describe, expect, it } from 'vitest';
import { explain } from '../../../../src/engine/jobs/explain.ts';
import { limitedTime } from '../../../../src/engine/jobs/limited-time.ts';
import type { Pool } from '../../../../src/engine/pool/pool.ts';
import { type Coalitions, has } from '../../../../src/games/coalitions.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { pictureJob } from './picture-job.ts';

const PLAYERS = 8;

/** Milliseconds that a model takes where nothing of it is warm; `known`: of a call, as it says. */
interface Cold {
  readonly opening?: number;
  readonly answering?: number;
  readonly valuing?: number;
  readonly known?: number | null;
}

/** An explanation of a picture in limited time, by a model that takes its time. */
function coldJob(limit: number, { opening = 0, answering = 0, valuing = 0, known = null }: Cold) {
  const clock = fakeClock();
  let [opened, valued, latest] = [false, 0, 0];
  const taking = async <T>(milliseconds: number, found: T): Promise<T> => {
    if (milliseconds > 0) await new Promise<void>((resolve) => clock.after(milliseconds, resolve));
    return found;
  };
  const pool = {
    backend: 'wasm',
    milliseconds: () => known,
    async ready() {
      await taking(opening, null);
      opened = true;
      return { backend: 'wasm', runtime: 'a runtime', adapter: null, oneByOne: false };
    },
    answer: () => taking(answering, Float64Array.of(0.75)),
    value(_: unknown, coalitions: Coalitions) {
      valued += 1;
      const values = Float64Array.from({ length: coalitions.count }, (_each, row) =>
        has(coalitions, row, 3) ? 0.5 : 0,
      );
      return taking(valuing, values);
    },
  } as unknown as Pool;
  const job = pictureJob({
    players: PLAYERS,
    pool,
    // Its code is there already: no time passes while it is loaded.
    request: {
      explainer: { name: 'gp-shap', options: { pairs: 'even' } },
      budget: { milliseconds: limit, error: 0 },
      curves: false,
    },
    time: limitedTime(limit, 0, clock),
    // Heard of at the end, too, before the record gets its id: hashing takes time of its own.
    progress() {
      latest = clock.now();
    },
  });
  /** Lets time pass until the explanation is over; resolves with when that was. */
  const over = async () => {
    const explaining = explain(job);
    let ended = false;
    const end = (at: () => number) => () => {
      ended = true;
      latest = at();
    };
    explaining.then(
      end(() => latest),
      end(() => clock.now()),
    );
    while (!ended) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!ended) clock.pass(1);
    }
    return { explaining, at: latest, opened, valued };
  };
  return { over };
}

describe('limited time where nothing is warm', () => {
  // Of 200 ms, 10 are left for finishing; a first answer may come 10 ms after that.
  it('ends with the limit where the model is not open by then', async () => {
    const { explaining, at, opened } = await coldJob(200, { opening: 1500 }).over();
    await expect(explaining).rejects.toMatchObject({ code: 'failure-time', details: { milliseconds: 200 } });
    expect(at).toBe(190);
    expect(opened).toBe(false);
  });

  it('ends with the limit where it has not answered by then', async () => {
    const { explaining, at } = await coldJob(200, { opening: 100, answering: 1500 }).over();
    await expect(explaining).rejects.toMatchObject({ code: 'failure-time' });
    expect(at).toBe(200);
  });

  it('waits for what a model that has answered before is asked', async () => {
    const { explaining, at } = await coldJob(200, { answering: 150, valuing: 150, known: 150 }).over();
    expect(await explaining).toMatchObject({ stopped: 'deadline', endsOnly: true });
    expect(at).toBeGreaterThan(240);
    expect(at).toBeLessThanOrEqual(150 + 150 + 1);
  });

  it('does not wait for the ends either, nor makes a chart of equal shares of nothing', async () => {
    const { explaining, at, valued } = await coldJob(200, { opening: 100, valuing: 1500 }).over();
    await expect(explaining).rejects.toMatchObject({ code: 'failure-time' });
    expect(at).toBe(200);
    expect(valued).toBeGreaterThan(0);
  });

  it('uses what time is left after a late start', async () => {
    const { explaining, at } = await coldJob(400, { opening: 300, valuing: 10 }).over();
    expect(await explaining).toMatchObject({ stopped: 'done', attributions: [{ 3: expect.closeTo(0.5, 10) }] });
    expect(at).toBeLessThanOrEqual(400);
  });
});
