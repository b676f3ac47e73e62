import { describe, expect, it } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import { limitedTime } from '../../../../src/engine/jobs/limited-time.ts';
import { type RunOptions, runExplainer } from '../../../../src/engine/jobs/run-explainer.ts';
import { createStoppingRule } from '../../../../src/engine/jobs/stopping-rule.ts';
import type { Attribution, Explainer } from '../../../../src/explainers/explainer.ts';
import { explainerNamed, explainers } from '../../../../src/explainers/index.ts';
import { readOptions } from '../../../../src/explainers/options.ts';
import { unitsOf } from '../../../../src/explainers/shared/overlap.ts';
import { nothingLearnt } from '../../../../src/explainers/shared/shapley.ts';
import { coalitionsOf } from '../../../../src/games/coalitions.ts';
import { coalitionsIn, contextOf, valuesOf } from '../../support/drive.ts';
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
}

async function run({ limit, asking, solving, effort }: Costs, more: Partial<RunOptions> = {}) {
  const clock = fakeClock();
  const solved = { full: 0, rough: 0 };
  function* tenAsks(): Explainer {
    const full = (known: number) => (): Attribution => {
      solved.full += 1;
      clock.pass(solving);
      return estimate(known);
    };
    const rough = (known: number) => (): Attribution => {
      solved.rough += 1;
      return estimate(known, { note: message('explaining.rough') });
    };
    for (let known = 0; known <= 10; known++) {
      const own = known > 0 ? full(known) : undefined;
      const hurried = { rough: rough(known), effort: () => effort };
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
    limited: { time: limitedTime(limit, 0, clock), nothing },
    ...more,
  });
  const { stopped, attribution } = outcome;
  const rough = attribution.note !== undefined;
  return { stopped, coalitions: attribution.coalitions, rough, solved, ended: clock.now() };
}

describe('limited time', () => {
  it('ends with the finished answer where there is time for it, and says nothing of a deadline', async () => {
    const found = await run({ limit: 5000, asking: 100, solving: 50, effort: 1e6 });
    expect(found).toMatchObject({ stopped: 'samples', coalitions: 10, rough: false, solved: { full: 1, rough: 0 } });
  });

  it('uses what there is when the time is up', async () => {
    const found = await run({ limit: 450, asking: 100, solving: 0, effort: 0 });
    expect(found).toMatchObject({ stopped: 'deadline', coalitions: 4, rough: false });
  });

  it('leaves time for solving, if that is a small part of the limit', async () => {
    // At 4e5 multiplications in a millisecond, 200 are left.
    const found = await run({ limit: 1010, asking: 100, solving: 200, effort: 8e7 });
    expect(found).toMatchObject({ stopped: 'deadline', coalitions: 8, rough: false, ended: 1010 });
  });

  it('solves roughly what would take most of the limit, and asks until the time is up', async () => {
    const found = await run({ limit: 950, asking: 100, solving: 700, effort: 2.8e8 });
    expect(found).toMatchObject({ stopped: 'deadline', coalitions: 9, rough: true, solved: { full: 0, rough: 1 } });
  });

  it('takes the time that is left once nothing is left to ask', async () => {
    const found = await run({ limit: 2000, asking: 100, solving: 700, effort: 2.8e8 });
    expect(found).toMatchObject({ stopped: 'samples', coalitions: 10, rough: false });
    const short = await run({ limit: 1600, asking: 100, solving: 700, effort: 2.8e8 });
    expect(short).toMatchObject({ stopped: 'samples', coalitions: 10, rough: true });
  });

  it('shows rough estimates on the way where full ones would take too long', async () => {
    const shown: boolean[] = [];
    const estimated = (found: Attribution) => shown.push(found.note !== undefined);
    await run({ limit: 2000, asking: 100, solving: 700, effort: 2.8e8 }, { due: () => true, estimated });
    expect(shown).toEqual(new Array(9).fill(true));
  });

  it('learns how fast solving is', async () => {
    const shown: boolean[] = [];
    const estimated = (found: Attribution) => shown.push(found.note !== undefined);
    // It says that a solution takes ten times as long as expected at first: the next are not tried.
    const rule = createStoppingRule(0.01);
    await run({ limit: 8000, asking: 100, solving: 2000, effort: 8e7 }, { estimated, rule });
    expect(shown).toEqual([false]);
  });

  it('says that nothing was learnt where there was no time for anything', async () => {
    const found = await run({ limit: 100, asking: 5000, solving: 0, effort: 0 });
    expect(found).toMatchObject({ stopped: 'deadline', coalitions: 0 });
  });

  it('lets a first estimate be a little late', async () => {
    const found = await run({ limit: 100, asking: 300, solving: 0, effort: 0 });
    expect(found).toMatchObject({ stopped: 'deadline', coalitions: 1 });
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
