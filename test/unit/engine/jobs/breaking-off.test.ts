import { describe, expect, it } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import { type LimitedTime, limitedTime } from '../../../../src/engine/jobs/limited-time.ts';
import { type RunOptions, runExplainer } from '../../../../src/engine/jobs/run-explainer.ts';
import { createStoppingRule } from '../../../../src/engine/jobs/stopping-rule.ts';
import type { Ask, Attribution, Explainer } from '../../../../src/explainers/explainer.ts';
import { coalitionsOf } from '../../../../src/games/coalitions.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const estimate = (coalitions: number, error: number, more: Partial<Attribution> = {}): Attribution => ({
  players: 2,
  outputs: 1,
  base: Float64Array.of(0),
  prediction: Float64Array.of(3),
  values: Float64Array.of(1, 2),
  standardErrors: Float64Array.of(error, error),
  additive: true,
  fidelity: {},
  coalitions,
  complete: false,
  ...more,
});

/** How long things take on a machine without any other work, in milliseconds by what is known. */
interface Machine {
  readonly limit: number;
  /** An ask, when so many are known. */
  readonly asking: (known: number) => number;
  /** The full solution. */
  readonly solving: (known: number) => number;
  /** Whether the solution can be broken off, every millisecond. */
  readonly pulses?: boolean;
  /** What the explainer says of the solution. Default: nothing. */
  readonly effort?: (known: number) => number;
  /** The error of a rough estimate, which takes no time. Default: there is none. */
  readonly roughError?: number;
  /** Units still wanted before there is any estimate. */
  readonly wanting?: number;
  readonly asks?: number;
}

async function run(machine: Machine, more: (time: LimitedTime) => Partial<RunOptions> = () => ({})) {
  const { limit, asking, solving, pulses = false, effort, roughError, wanting = 0, asks = 1000 } = machine;
  const clock = fakeClock();
  const time = limitedTime(limit, 0, clock);
  const took: number[] = [];
  let answered = 0;
  function* growing(): Explainer {
    const full = (known: number) => (): Attribution => {
      for (let spent = 0; spent < solving(known); spent++) {
        clock.pass(1);
        if (pulses) time.pulse();
      }
      took.push(known);
      return estimate(known, 1 / known);
    };
    for (let known = 0; known < asks; known++) {
      const rough = () => estimate(known, roughError ?? 0, { note: message('explaining.rough') });
      const ask: Ask = { kind: 'coalitions', coalitions: coalitionsOf(2, 1), wanting };
      const hurried = effort && { effort: () => effort(known), ...(roughError !== undefined && { rough }) };
      yield { ...ask, estimate: known > 0 && wanting === 0 ? full(known) : undefined, hurried };
    }
    return full(asks)();
  }
  const outcome = await runExplainer({
    explainer: growing(),
    async value() {
      const milliseconds = asking(answered);
      for (let step = 0; step < 30; step++) {
        await new Promise((resolve) => setImmediate(resolve));
        clock.pass(milliseconds / 30);
      }
      answered += 1;
      return new Float64Array(1);
    },
    halt: time.until(0).passed,
    rule: createStoppingRule(0),
    used: () => {},
    estimated: () => {},
    due: () => false,
    limited: { time, nothing: async () => estimate(0, 0, { endsOnly: true }) },
    ...more(time),
  });
  const { attribution, stopped } = outcome;
  return { attribution, stopped, took, ended: clock.now(), nothing: outcome.nothing === true };
}

describe('solutions that take longer the more is known', () => {
  it('are left all the time they take, where there is nothing else to end with', async () => {
    // Without any limit on it, solving for what 900 asks tell would take as long as these.
    let shown = 0;
    const { ended, attribution, stopped } = await run(
      { limit: 1000, asking: () => 10, solving: (known) => 10 * known },
      () => ({ due: () => shown === 0, estimated: () => (shown += 1) }),
    );
    expect(stopped).toBe('deadline');
    expect(attribution.coalitions).toBeGreaterThan(40);
    expect(ended).toBeLessThanOrEqual(1040);
  });

  it('are left as much as the explainer says before any was solved', async () => {
    const { ended, took } = await run({
      limit: 1000,
      asking: () => 10,
      solving: (known) => 5 * known,
      // At 1.6e5 multiplications in a millisecond.
      effort: (known) => 5 * known * 1.6e5,
    });
    // Those before it were trials.
    expect(took.filter((known) => known > 30)).toHaveLength(1);
    expect(ended).toBeLessThanOrEqual(1001);
  });

  it('are followed by more asks where they took less than expected', async () => {
    const { ended, attribution, took } = await run({
      limit: 1000,
      asking: () => 10,
      solving: () => 10,
      effort: () => 600 * 1.6e5,
    });
    expect(took.length).toBeGreaterThan(1);
    expect(attribution.coalitions).toBeGreaterThan(80);
    expect(ended).toBeLessThanOrEqual(1040);
  });
});

describe('what is still out', () => {
  it('is let go before the last solution, and asked for again where that leaves time', async () => {
    const clock = fakeClock();
    const time = limitedTime(1000, 0, clock);
    const solvedWhile: boolean[] = [];
    let signals: AbortSignal[] = [];
    let solved = 0;
    function* ahead(): Explainer {
      let known = 0;
      for (;;) {
        const now = known;
        const full = (): Attribution => {
          solvedWhile.push(signals.some((signal) => !signal.aborted));
          clock.pass(solved++ === 0 ? 10 : 200);
          return estimate(now, 1 / now);
        };
        const hurried = { effort: () => 300 * 1.6e5 };
        const ask: Ask = { kind: 'coalitions', coalitions: coalitionsOf(2, 1), ahead: 2, hurried };
        const values = yield { ...ask, estimate: now > 0 ? full : undefined };
        if (values.length > 0) known += 1;
      }
    }
    let asked = 0;
    const { attribution } = await runExplainer({
      explainer: ahead(),
      async value(_, signal) {
        asked += 1;
        signals = [...signals.filter(({ aborted }) => !aborted), signal];
        for (let step = 0; step < 10; step++) {
          await new Promise((resolve) => setImmediate(resolve));
          clock.pass(2);
        }
        if (signal.aborted) throw new Error('let go');
        return new Float64Array(1);
      },
      halt: new Promise(() => {}),
      rule: createStoppingRule(0),
      used: () => {},
      estimated: () => {},
      due: () => false,
      limited: { time, nothing: async () => estimate(0, 0, { endsOnly: true }) },
    });
    expect(solvedWhile.length).toBeGreaterThan(1);
    expect(solvedWhile).toEqual(solvedWhile.map(() => false));
    expect(asked).toBeGreaterThan(attribution.coalitions + 3);
  });
});

describe('solutions that take longer than expected', () => {
  const slow = { limit: 1000, asking: () => 10, effort: () => 1000, pulses: true };

  it('are broken off for the latest one there is', async () => {
    let shown = 0;
    const { ended, attribution, stopped } = await run({ ...slow, solving: (known) => (known < 20 ? 5 : 5000) }, () => ({
      due: () => shown < 10,
      estimated: () => (shown += 1),
    }));
    expect(stopped).toBe('deadline');
    expect(attribution.coalitions).toBe(10);
    expect(ended).toBeLessThanOrEqual(1100);
  });

  it('are broken off for a rough one, or for an earlier one whose error is smaller', async () => {
    const solving = (known: number) => (known < 20 ? 5 : 5000);
    for (const [roughError, rough] of [
      [0.01, true],
      [0.5, false],
    ] as const) {
      let shown = 0;
      const { ended, attribution } = await run({ ...slow, solving, roughError }, () => ({
        due: () => shown < 10,
        estimated: () => (shown += 1),
      }));
      expect(attribution.note !== undefined).toBe(rough);
      expect(attribution.coalitions > 10).toBe(rough);
      expect(ended).toBeLessThanOrEqual(1100);
    }
  });

  it('are broken off for one that was kept on the way, though nobody looked at it', async () => {
    // By what is known it takes 20 ms each time; once 40 asks are answered, it takes for ever.
    const solving = (known: number) => (known < 40 ? 20 : 5000);
    const machine = { limit: 1000, asking: () => 10, solving, pulses: true, effort: () => 3.2e6, roughError: 1 };
    const { ended, attribution, took } = await run(machine);
    expect(took).toEqual([1, 3, 9, 27]);
    expect(attribution.coalitions).toBe(27);
    expect(ended).toBeLessThanOrEqual(1050);
    // One that takes too long on the way is given up there: there is time left to ask for more.
    const rough = await run({ ...machine, roughError: 1e-3 });
    expect(rough.attribution.coalitions).toBeGreaterThan(60);
  });

  it('are broken off for a trial also where there is nothing rough to say', async () => {
    const solving = (known: number) => (known < 40 ? 20 : 5000);
    const { ended, attribution } = await run({ ...slow, solving, effort: () => 3.2e6 });
    expect(attribution.coalitions).toBe(27);
    expect(ended).toBeLessThanOrEqual(1050);
  });

  it('are never broken off where there is nothing else to say', async () => {
    const { attribution } = await run({ ...slow, solving: () => 3000 });
    expect(attribution.endsOnly).toBeUndefined();
    expect(attribution.coalitions).toBeGreaterThan(10);
  });
});

it('keeps the last full solution that there is time for, and ends with the one of smaller error', async () => {
  const cost = (known: number): number => known ** 3 / 200;
  const machine: Machine = {
    limit: 1000,
    asking: () => 10,
    solving: cost,
    effort: (known) => cost(known) * 1.6e5,
  };
  const coarse = await run({ ...machine, roughError: 1 });
  expect(coarse.attribution.note).toBeUndefined();
  expect(coarse.attribution.coalitions).toBeGreaterThan(30);
  expect(coarse.ended).toBeLessThanOrEqual(1050);
  const fine = await run({ ...machine, roughError: 1e-6 });
  expect(fine.attribution.note).toEqual(message('explaining.rough'));
  expect(fine.attribution.coalitions).toBeGreaterThan(coarse.attribution.coalitions);
});

describe('where nothing can be said by the end of the time', () => {
  const long = { limit: 1000, solving: () => 0 };

  it('a first answer is not waited for that would not do', async () => {
    const needed = await run({ ...long, asking: () => 1010 });
    expect(needed).toMatchObject({ nothing: false, ended: expect.closeTo(1010) });
    const { ended, ...vain } = await run({ ...long, asking: () => 1010, wanting: 100 });
    expect(vain).toMatchObject({ nothing: true, stopped: 'deadline' });
    expect(ended).toBeLessThan(1010);
  });

  it('what can be said is asked for before, so that it is there by then', async () => {
    let asked = 0;
    const { ended, nothing } = await run({ ...long, asking: () => 1500, wanting: 1 }, (time) => ({
      limited: {
        time,
        ending: () => 200,
        async nothing() {
          asked = time.now();
          await time.until(50).passed;
          return estimate(0, 0, { endsOnly: true });
        },
      },
    }));
    expect(asked).toBeLessThan(1000);
    expect(nothing).toBe(true);
    expect(ended).toBeLessThanOrEqual(1500);
  });

  it('it does not count where an estimate comes after all', async () => {
    const { nothing, attribution } = await run({ ...long, asking: () => 960 }, (time) => ({
      limited: { time, ending: () => 200, nothing: async () => estimate(0, 0, { endsOnly: true }) },
    }));
    expect({ nothing, known: attribution.coalitions }).toEqual({ nothing: false, known: 1 });
  });
});
