import { describe, expect, it } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import { limitedTime } from '../../../../src/engine/jobs/limited-time.ts';
import { type RunOptions, runExplainer } from '../../../../src/engine/jobs/run-explainer.ts';
import { createStoppingRule } from '../../../../src/engine/jobs/stopping-rule.ts';
import type { Attribution, Explainer } from '../../../../src/explainers/explainer.ts';
import { readOptions } from '../../../../src/explainers/options.ts';
import { unitsOf } from '../../../../src/explainers/shared/overlap.ts';
import { nothingLearnt } from '../../../../src/explainers/shared/shapley.ts';
import { coalitionsOf } from '../../../../src/games/coalitions.ts';
import { coalitionsIn, contextOf, valuesOf } from '../../support/drive.ts';
import { explainerNamed, explainers } from '../../support/explainers.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { forestGame, type TestGame } from '../../support/games.ts';

const estimate = (coalitions: number, more: Partial<Attribution> = {}): Attribution => ({
  players: 2,
  outputs: 1,
  base: Float64Array.of(0),
  prediction: Float64Array.of(3),
  values: Float64Array.of(1, 2),
  standardErrors: Float64Array.of(1, 1),
  additive: true,
  fidelity: {},
  coalitions,
  complete: false,
  ...more,
});

const nothing = async (): Promise<Attribution> => estimate(0, { endsOnly: true });

/**
 * What an explainer in a hurry does: each ask takes `asking`, each full solution `solving`
 * milliseconds.
 */
interface Costs {
  readonly limit: number;
  readonly asking: number;
  readonly solving: number;
  /** Multiplications that the explainer says a solution takes. */
  readonly effort: number;
  /** Milliseconds of a rough solution of so many values; none unless given. */
  readonly roughly?: (known: number) => number;
  /** Multiplications that the explainer says it takes; unless given, it does not say. */
  readonly roughEffort?: (known: number) => number;
  /** Its error over the full one's. */
  readonly roughError?: number;
}

async function run(
  { limit, asking, solving, effort, roughly = () => 0, roughEffort, roughError = 1 }: Costs,
  more: Partial<RunOptions> = {},
) {
  const clock = fakeClock();
  const time = limitedTime(limit, 0, clock);
  const solved = { full: 0, rough: 0 };
  function* tenAsks(): Explainer {
    const full = (known: number) => (): Attribution => {
      for (let spent = 0; spent < solving; spent++) {
        clock.pass(1);
        time.pulse();
      }
      solved.full += 1;
      return estimate(known);
    };
    const rough = (known: number) => (): Attribution => {
      for (let spent = 0; spent < roughly(known); spent++) {
        clock.pass(1);
        time.pulse();
      }
      solved.rough += 1;
      const standardErrors = Float64Array.of(roughError, roughError);
      return estimate(known, { note: message('explaining.rough'), standardErrors });
    };
    for (let known = 0; known <= 10; known++) {
      const own = known > 0 ? full(known) : undefined;
      const hurried = {
        rough: rough(known),
        effort: () => effort,
        ...(roughEffort && { roughEffort: (coming: number) => roughEffort(known + coming) }),
      };
      yield { kind: 'coalitions', coalitions: coalitionsOf(2, known < 10 ? 1 : 0), estimate: own, hurried };
    }
    return full(10)();
  }
  const outcome = await runExplainer({
    explainer: tenAsks(),
    async value() {
      // In steps, so that what waits for a moment on the way gets its turn then.
      for (let step = 0; step < 20; step++) {
        await new Promise((resolve) => setImmediate(resolve));
        clock.pass(asking / 20);
      }
      return new Float64Array(1);
    },
    halt: new Promise(() => {}),
    rule: createStoppingRule(0),
    used: () => {},
    estimated: () => {},
    due: () => false,
    limited: { time, nothing },
    ...more,
  });
  const { stopped, attribution } = outcome;
  const rough = attribution.note !== undefined;
  return { stopped, coalitions: attribution.coalitions, rough, solved, ended: clock.now() };
}

describe('limited time', () => {
  it('ends with the finished answer where there is time for it, and says nothing of a deadline', async () => {
    const found = await run({ limit: 5000, asking: 100, solving: 50, effort: 5e5 });
    expect(found).toMatchObject({ stopped: 'samples', coalitions: 10, rough: false, solved: { full: 1, rough: 0 } });
  });

  it('uses what there is when the time is up', async () => {
    const found = await run({ limit: 450, asking: 100, solving: 0, effort: 0 });
    expect(found).toMatchObject({ stopped: 'deadline', coalitions: 4, rough: false });
  });

  it('leaves time for solving, if that is a small part of the limit', async () => {
    // At 1.6e5 multiplications in a millisecond, 200 are left, a quarter more, and an eighth of
    // both for the ninth ask.
    const found = await run({ limit: 1100, asking: 100, solving: 200, effort: 3.2e7 });
    expect(found).toMatchObject({ stopped: 'deadline', coalitions: 8, rough: false, ended: 1010 });
  });

  it('solves roughly what would take most of the limit, and asks until the time is up', async () => {
    const found = await run({ limit: 950, asking: 100, solving: 700, effort: 1.12e8 });
    // After one, three and nine values it is found out what a rough one takes.
    expect(found).toMatchObject({ stopped: 'deadline', coalitions: 9, rough: true, solved: { full: 0, rough: 3 } });
  });

  it('takes the time that is left once nothing is left to ask', async () => {
    const found = await run({ limit: 2000, asking: 100, solving: 700, effort: 1.12e8 });
    expect(found).toMatchObject({ stopped: 'samples', coalitions: 10, rough: false });
    const short = await run({ limit: 1300, asking: 100, solving: 700, effort: 1.12e8 });
    expect(short).toMatchObject({ stopped: 'samples', coalitions: 10, rough: true, solved: { full: 0, rough: 4 } });
    expect(short.ended).toBeLessThanOrEqual(1340);
  });

  it('tries what it expects to take longer than the time left, since it may be wrong', async () => {
    const costs = { limit: 1300, asking: 100, effort: 1.12e8 };
    expect(await run({ ...costs, solving: 250 })).toMatchObject({ stopped: 'samples', rough: false, ended: 1250 });
    // Ten times as long as that: it is not worth the trial.
    const hopeless = await run({ ...costs, solving: 250, effort: 1.12e9 });
    expect(hopeless).toMatchObject({ stopped: 'samples', rough: true, ended: 1000 });
  });

  it('shows rough estimates on the way where full ones would take too long', async () => {
    const shown: boolean[] = [];
    const estimated = (found: Attribution) => shown.push(found.note !== undefined);
    await run({ limit: 2000, asking: 100, solving: 700, effort: 1.12e8 }, { due: () => true, estimated });
    expect(shown).toEqual(new Array(9).fill(true));
  });

  it.each([
    ['as the one before took', () => 100, 2],
    // The second, of three values, is a trial.
    ['as more values take', (known: number) => 40 * known, 3],
  ])('leaves as much time for the last rough estimate %s', async (_, roughly, rough) => {
    const costs = { asking: 100, solving: 700, effort: 1.12e8, roughly };
    let shown = 0;
    const found = await run({ ...costs, limit: 950 }, { due: () => shown === 0, estimated: () => (shown += 1) });
    expect(found).toMatchObject({ stopped: 'deadline', rough: true, solved: { full: 0, rough } });
    expect(found.coalitions).toBeGreaterThan(3);
    expect(found.ended).toBeLessThanOrEqual(950);
  });

  it('leaves time for a rough estimate that takes long, also where nobody has looked at one', async () => {
    const costs = { asking: 100, solving: 700, effort: 1.12e8, roughly: (known: number) => 14 * known };
    const found = await run({ ...costs, limit: 950 });
    expect(found).toMatchObject({ stopped: 'deadline', rough: true });
    expect(found.coalitions).toBeGreaterThan(5);
    expect(found.ended).toBeLessThanOrEqual(950);
  });

  it('leaves time for a rough estimate that takes more than its values grow, where it is known how much', async () => {
    const roughly = (known: number) => 2 * known ** 2;
    const costs = { asking: 100, solving: 700, effort: 1.12e8, roughly };
    const found = await run({ ...costs, limit: 950, roughEffort: (known) => 2e7 * roughly(known) });
    expect(found).toMatchObject({ stopped: 'deadline', rough: true });
    expect(found.coalitions).toBeGreaterThan(5);
    expect(found.ended).toBeLessThanOrEqual(950);
  });

  it('does not take the first rough estimate for how long they take, since its code ran cold', async () => {
    const costs = { asking: 100, solving: 300, effort: 4.8e7, roughly: (known: number) => (known === 1 ? 35 : 1) };
    const found = await run({ ...costs, limit: 1200 });
    expect(found).toMatchObject({ stopped: 'deadline', rough: false });
    expect(found.coalitions).toBeGreaterThan(6);
  });

  it('learns how fast solving is', async () => {
    const shown: boolean[] = [];
    const estimated = (found: Attribution) => shown.push(found.note !== undefined);
    // It says that a solution takes ten times as long as expected at first: the next are not tried.
    const rule = createStoppingRule(0.01);
    await run({ limit: 8000, asking: 100, solving: 2000, effort: 3.2e7 }, { estimated, rule });
    expect(shown).toEqual([false]);
  });

  it('ends with a full estimate where neither another nor a rough one could be better in the time left', async () => {
    const costs = { limit: 3000, asking: 100, solving: 2000, effort: 6.4e7 };
    const looking = () => ({ rule: createStoppingRule(0.01) });
    const best = await run({ ...costs, roughError: 10 }, looking());
    expect(best).toMatchObject({ stopped: 'deadline', coalitions: 1, rough: false });
    expect(best.ended).toBeLessThan(2500);
    const more = await run(costs, looking());
    expect(more.coalitions).toBeGreaterThan(6);
    expect(more.rough).toBe(true);
  });

  it('says that nothing was learnt where there was no time for anything', async () => {
    const found = await run({ limit: 100, asking: 5000, solving: 0, effort: 0 });
    expect(found).toMatchObject({ stopped: 'deadline', coalitions: 0 });
  });

  it('lets a first estimate be a little late', async () => {
    const found = await run({ limit: 100, asking: 103, solving: 0, effort: 0 });
    expect(found).toMatchObject({ stopped: 'deadline', coalitions: 1 });
  });

  it('says that nothing was learnt where a first estimate would be too late', async () => {
    const costs = { limit: 100, asking: 103, solving: 500, effort: 1e9 };
    const inTime = await run({ ...costs, roughly: () => 1 });
    expect(inTime).toMatchObject({ stopped: 'deadline', coalitions: 1, rough: true });
    const late = await run({ ...costs, roughly: () => 100 });
    expect(late).toMatchObject({ stopped: 'deadline', coalitions: 0 });
    expect(late.ended).toBeLessThanOrEqual(120);
  });
});

describe('asks that take long to make', () => {
  /** Up to nine asks out at once, each of which takes a while to draw, as those of wide tables do. */
  function* drawn(draw: () => void): Explainer {
    let known = 0;
    for (let asked = 0; asked < 40; asked++) {
      draw();
      const now = known;
      const values = yield {
        kind: 'coalitions',
        coalitions: coalitionsOf(2, 1),
        ahead: 8,
        estimate: now > 0 ? () => estimate(now) : undefined,
      };
      if (values.length > 0) known += 1;
    }
    return estimate(known);
  }

  const driven = async (limit: number | null, start = 0) => {
    const clock = fakeClock();
    clock.pass(start);
    const outcome = await runExplainer({
      explainer: drawn(() => clock.pass(200)),
      value: async () => new Float64Array(1),
      halt: new Promise(() => {}),
      rule: createStoppingRule(0),
      used: () => {},
      estimated: () => {},
      due: () => false,
      limited: limit === null ? null : { time: limitedTime(limit, 0, clock), nothing },
    });
    return { stopped: outcome.stopped, known: outcome.attribution.coalitions, ended: clock.now() };
  };

  it('are not made ahead while the time runs out: answers are looked at in between', async () => {
    const { stopped, known, ended } = await driven(1000);
    expect(stopped).toBe('deadline');
    expect(known).toBeGreaterThanOrEqual(2);
    expect(ended).toBeLessThanOrEqual(1200);
  });

  it('are not made at all where the time was up long before', async () => {
    const { stopped, known, ended } = await driven(1000, 1200);
    expect({ stopped, known, ended }).toEqual({ stopped: 'deadline', known: 0, ended: 1200 });
  });

  it('are not made where that took longer before than there is time for', async () => {
    const clock = fakeClock();
    // Each ask but the first is made of the values of the one before, which takes a while.
    function* made(): Explainer {
      for (let known = 0; ; known++) {
        if (known > 0) clock.pass(200);
        yield { kind: 'coalitions', coalitions: coalitionsOf(2, 1), estimate: () => estimate(known) };
      }
    }
    const { attribution } = await runExplainer({
      explainer: made(),
      async value() {
        for (let step = 0; step < 10; step++) {
          await new Promise((resolve) => setImmediate(resolve));
          clock.pass(5);
        }
        return new Float64Array(1);
      },
      halt: new Promise(() => {}),
      rule: createStoppingRule(0),
      used: () => {},
      estimated: () => {},
      due: () => false,
      limited: { time: limitedTime(900, 0, clock), nothing },
    });
    // Three take 750 ms; a fourth would be made by 1,000.
    expect(attribution.coalitions).toBe(3);
    expect(clock.now()).toBeLessThanOrEqual(900);
  });

  it.each([0, 1])('are broken off where nothing can be said yet, after %i answers', async (answers) => {
    const clock = fakeClock();
    const time = limitedTime(1000, 0, clock);
    function* slow(): Explainer {
      const ask = { kind: 'coalitions', coalitions: coalitionsOf(2, 1) } as const;
      if (answers > 0) yield { ...ask, wanting: 1 };
      for (let spent = 0; spent < 5000; spent++) {
        clock.pass(1);
        time.pulse();
      }
      yield { ...ask, estimate: () => estimate(1) };
      return estimate(2);
    }
    const outcome = await runExplainer({
      explainer: slow(),
      value: async () => new Float64Array(1),
      halt: new Promise(() => {}),
      rule: createStoppingRule(0),
      used: () => {},
      estimated: () => {},
      due: () => false,
      limited: { time, nothing },
    });
    expect(outcome).toMatchObject({ nothing: true, stopped: 'deadline', attribution: { endsOnly: true } });
    expect(clock.now()).toBe(990);
  });

  it('are made ahead where time is not limited', async () => {
    expect(await driven(null)).toMatchObject({ stopped: 'samples', known: 32 });
  });
});

/**
 * Runs an explainer on a game whose coalitions take a millisecond each, after a slow first call.
 */
async function explain(name: string, game: TestGame, limit: number | null) {
  const description = explainerNamed(name);
  const context = contextOf(game, { samples: 512, input: { kind: 'image' } });
  const clock = fakeClock();
  let first = true;
  let last: Promise<unknown> = Promise.resolve();
  const asked: number[] = [];
  const time = limit === null ? null : limitedTime(limit, 0, clock);
  const outcome = await runExplainer({
    explainer: description.create(context, readOptions(description, {})),
    // One ask after the other, as the evaluators answer them.
    value(ask, signal) {
      const answer = last.then(() => {
        if (signal.aborted) throw new Error('aborted');
        asked.push(unitsOf(ask));
        clock.pass(unitsOf(ask) + (first ? 400 : 0));
        first = false;
        return valuesOf(game, coalitionsIn(ask));
      });
      last = answer.catch(() => {});
      return answer;
    },
    halt: new Promise(() => {}),
    rule: createStoppingRule(),
    used: () => {},
    estimated: () => {},
    due: () => false,
    limited: time && { time, nothing: async () => nothingLearnt(context, new Float64Array(2)) },
  });
  return { ...outcome, asked };
}

const played = explainers.filter(
  ({ name, structural, derivatives, inputs }) =>
    !structural && !derivatives && name !== 'exact' && inputs.includes('image'),
);

describe.each(played.map(({ name }) => name))('%s', (name) => {
  const game = forestGame(20, 60, 3, 5);

  it('finds in limited time what it finds without a limit, if there is time', async () => {
    const [without, within] = [await explain(name, game, null), await explain(name, game, 60_000)];
    expect(within).toEqual(without);
    expect(within.stopped).not.toBe('deadline');
  });

  it('has an answer of some samples when the time is up, or says that it has none', async () => {
    const { stopped, attribution } = await explain(name, game, 430);
    if (stopped !== 'deadline') expect(name).toBe('occlusion');
    for (const values of [attribution.values, attribution.standardErrors ?? []])
      expect(Array.from(values).every(Number.isFinite)).toBe(true);
    expect(attribution.coalitions > 0 || attribution.endsOnly).toBe(true);
  });
});
