import { describe, expect, it } from 'vitest';
import { type RunOptions, runExplainer } from '../../../../src/engine/jobs/run-explainer.ts';
import { createStoppingRule } from '../../../../src/engine/jobs/stopping-rule.ts';
import type { Attribution, Explainer } from '../../../../src/explainers/explainer.ts';
import { coalitionsOf } from '../../../../src/games/coalitions.ts';

const estimate = (coalitions: number, complete = false): Attribution => ({
  players: 2,
  outputs: 1,
  base: Float64Array.of(0),
  prediction: Float64Array.of(3),
  values: Float64Array.of(1, 2),
  standardErrors: Float64Array.of(1 / coalitions, 0),
  additive: true,
  fidelity: {},
  coalitions,
  complete,
});

/** Asks ten times for one coalition; says nothing before it was answered once. */
function* tenAsks(complete: boolean): Explainer {
  for (let asked = 0; asked < 10; asked++) {
    const known = asked;
    yield {
      kind: 'coalitions',
      coalitions: coalitionsOf(2, 1),
      estimate: known > 0 ? () => estimate(known) : undefined,
    };
  }
  return estimate(10, complete);
}

const options = (more: Partial<RunOptions>): RunOptions => ({
  explainer: tenAsks(true),
  value: async () => new Float64Array(1),
  halt: new Promise(() => {}),
  rule: createStoppingRule(0),
  used: () => {},
  estimated: () => {},
  due: () => true,
  ...more,
});

/** Answers `good` asks and then never again, unless aborted. */
const answers = (good: number) => {
  let asked = 0;
  return (_: unknown, signal: AbortSignal): Promise<Float64Array> =>
    ++asked <= good
      ? Promise.resolve(new Float64Array(1))
      : new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
};

describe('runExplainer', () => {
  it('runs to the end and tells each estimate on the way', async () => {
    const told: number[] = [];
    const outcome = await runExplainer(options({ estimated: (found) => told.push(found.coalitions) }));
    expect(outcome.stopped).toBe('done');
    expect(outcome.attribution.coalitions).toBe(10);
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('says that the samples ran out where more would help', async () => {
    expect((await runExplainer(options({ explainer: tenAsks(false) }))).stopped).toBe('samples');
  });

  it('does not solve what nobody would see', async () => {
    const told: number[] = [];
    await runExplainer(options({ due: () => false, estimated: (found) => told.push(found.coalitions) }));
    expect(told).toEqual([]);
  });

  it('stops at the error target, whether or not an estimate is due', async () => {
    const outcome = await runExplainer(options({ rule: createStoppingRule(0.07), due: () => false }));
    expect(outcome.stopped).toBe('error-target');
    expect(outcome.attribution.coalitions).toBe(5); // 1/5/3 = 0.067
  });

  it('looks at the error only when a quarter more is known, however often estimates are due', async () => {
    const stop = (due: boolean) => {
      let solved = 0;
      const outcome = runExplainer(
        options({ rule: createStoppingRule(0.045), due: () => due, estimated: () => (solved += 1) }),
      );
      return outcome.then(({ stopped, attribution }) => ({ stopped, coalitions: attribution.coalitions, solved }));
    };
    // 1/8/3 = 0.042 would be small enough, but after 1, 2, 3, 4, 5 and 7 the next look is at 9.
    expect(await stop(false)).toEqual({ stopped: 'error-target', coalitions: 9, solved: 7 });
    expect(await stop(true)).toEqual({ stopped: 'error-target', coalitions: 9, solved: 9 });
  });

  it.each(['deadline', 'cancelled'] as const)('keeps the last estimate at a %s', async (why) => {
    const outcome = await runExplainer(
      options({ value: answers(4), halt: new Promise((resolve) => setTimeout(() => resolve(why), 20)) }),
    );
    expect(outcome.stopped).toBe(why);
    expect(outcome.attribution.coalitions).toBe(4);
  });

  it('does not solve twice for what it has told already', async () => {
    let solved = 0;
    function* counting(): Explainer {
      for (let known = 0; known < 10; known++) {
        const told = () => {
          solved++;
          return estimate(known);
        };
        yield { kind: 'coalitions', coalitions: coalitionsOf(2, 1), estimate: known > 0 ? told : undefined };
      }
      return estimate(10);
    }
    const halt = new Promise<'deadline'>((resolve) => setTimeout(resolve, 20, 'deadline'));
    await runExplainer(options({ explainer: counting(), value: answers(4), halt }));
    expect(solved).toBe(4);
  });

  it('waits for a first estimate at a deadline, not when cancelled', async () => {
    const outcome = await runExplainer(options({ halt: Promise.resolve('deadline') }));
    expect(outcome).toMatchObject({ stopped: 'deadline', attribution: { coalitions: 1 } });
    await expect(
      runExplainer(options({ value: answers(0), halt: Promise.resolve('cancelled') })),
    ).rejects.toMatchObject({
      code: 'failure-cancelled',
    });
  });

  it('hands on what the evaluators throw', async () => {
    await expect(runExplainer(options({ value: () => Promise.reject(new Error('broken')) }))).rejects.toThrow('broken');
  });
});
