import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../../src/engine/protocol.ts';
import { openWine } from '../wine.ts';

const nothing = () => {};
/** Asks the model although it has answered before. */
const fresh = { fresh: true };

/** Resolves with the first progress that has an estimate. */
function firstEstimate() {
  let tell: (update: Progress) => void = nothing;
  const estimated = new Promise<Progress>((resolve) => {
    tell = (update) => update.record && resolve(update);
  });
  return { estimated, tell };
}

describe('the same request in flight', () => {
  it('is computed once for all callers, and each is told how it goes', async () => {
    const { engine, one, seen } = await openWine();
    const alone = await engine.explain('alone', { ...one, seed: 1 }, nothing, fresh);
    const cost = seen.valued;
    const estimates: number[] = [0, 0, 0];
    const records = await Promise.all(
      estimates.map((_, index) =>
        engine.explain(`job ${index}`, { ...one, seed: 1 }, ({ record }) => record && estimates[index]++, fresh),
      ),
    );
    expect(seen.valued).toBe(2 * cost);
    for (const record of records) expect(record).toEqual(records[0]);
    expect(records[0].id).toBe(alone.id);
    expect(Math.min(...estimates)).toBeGreaterThan(0);
    await engine.close();
  });

  it('is computed once for all who opened the same, and goes on where one of them lets go of it', async () => {
    const { engine, one, seen, bind } = await openWine();
    const right = await engine.explain('alone', one, nothing, fresh);
    const cost = seen.valued;
    const others = await Promise.all([bind(), bind()]);
    const asked = [one.study, ...others.map(({ handle }) => handle)];
    expect(new Set(asked).size).toBe(3);
    const answers = asked.map((study, at) => engine.explain(`of ${at}`, { ...one, study }, nothing, fresh));
    await engine.release(one.study);
    for (const record of await Promise.all(answers)) expect(record.id).toBe(right.id);
    expect(seen.valued).toBe(2 * cost);
    await engine.close();
  });

  it('is not shared with other requests, nor where time is limited', async () => {
    const { engine, one, seen } = await openWine();
    await engine.explain('a', one, nothing, fresh);
    const cost = seen.valued;
    const other = { ...one, seed: 4 };
    await Promise.all([engine.explain('a', one, nothing, fresh), engine.explain('b', other, nothing, fresh)]);
    expect(seen.valued).toBe(3 * cost);
    const timed = { ...one, budget: { ...one.budget, milliseconds: 5000 } };
    await Promise.all(['a', 'b'].map((name) => engine.explain(name, timed, nothing, fresh)));
    expect(seen.valued).toBeGreaterThanOrEqual(5 * cost);
    await engine.close();
  });

  it('goes on while one caller wants it; a caller who cancels gets the last estimate', async () => {
    const { engine, one } = await openWine();
    const long = { ...one, budget: { samples: 4096, error: 0 } };
    const right = await engine.explain('right', long, nothing);
    const { estimated, tell } = firstEstimate();
    const first = engine.explain('first', long, tell);
    await estimated;
    // A later caller is told at once what is known.
    const late = firstEstimate();
    const second = engine.explain('second', long, late.tell);
    await late.estimated;
    await expect(engine.explain('second', long, nothing)).rejects.toMatchObject({ code: 'request-invalid' });
    await engine.cancel('first');
    expect((await first).stopped).toBe('cancelled');
    expect((await second).id).toBe(right.id);
    await engine.close();
  });

  it('is cancelled by the last caller, and then computed anew for the next', async () => {
    const { engine, one } = await openWine();
    const long = { ...one, budget: { samples: 4096, error: 0 } };
    const { estimated, tell } = firstEstimate();
    const jobs = [engine.explain('first', long, tell), engine.explain('second', long, nothing)];
    await estimated;
    await engine.cancel('second');
    await engine.cancel('first');
    const again = engine.explain('third', long, nothing);
    for (const { stopped } of await Promise.all(jobs)) expect(stopped).toBe('cancelled');
    expect((await again).stopped).toBe('samples');
    await engine.close();
  });

  it('is paused when all callers pause it, and is refused where too many wait', async () => {
    const { engine, one } = await openWine();
    const long = { ...one, budget: { samples: 4096, error: 0 } };
    let done = false;
    const jobs = ['a', 'b'].map((name) => engine.explain(name, long, nothing).finally(() => (done = true)));
    await engine.pause('a');
    await engine.pause('b');
    await engine.explain('between', one, nothing);
    await engine.explain('between', { ...one, seed: 9 }, nothing);
    expect(done).toBe(false);
    const flood = Array.from({ length: 254 }, (_, index) =>
      engine.explain(`flood ${index}`, { ...one, seed: 77 }, nothing),
    );
    await expect(engine.explain('too many', one, nothing)).rejects.toMatchObject({ code: 'failure-busy' });
    await engine.resume('b');
    await Promise.all([...jobs, ...flood]);
    await engine.close();
  });
});
