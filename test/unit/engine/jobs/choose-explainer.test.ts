import { describe, expect, it } from 'vitest';
import { chooseExplainer } from '../../../../src/engine/jobs/choose-explainer.ts';
import type { Budget } from '../../../../src/engine/protocol.ts';

/**
 * What is chosen for some columns; `affordable` in limited time, and how often it was asked for.
 */
async function choose(name: string, players: number, budget: Budget, affordable = 1e6) {
  let asked = 0;
  const choice = await chooseExplainer({
    name,
    input: { kind: 'tabular', instance: new Float32Array(players), statistics: [] },
    idle: new Array<boolean>(players).fill(false),
    budget,
    affordable:
      budget.milliseconds === undefined
        ? null
        : async () => {
            asked += 1;
            return affordable;
          },
    structural: null,
    hidden: null,
  });
  return { name: choice.description.name, samples: choice.samples, asked };
}

describe('a limit of time', () => {
  it.each(['auto', 'kernel-shap', 'gp-shap', 'permutation-shap', 'lime', 'banzhaf', 'partition-shap'])(
    'changes neither the explainer nor the samples of %s',
    async (name) => {
      const { asked: _, ...without } = await choose(name, 30, {});
      expect(await choose(name, 30, { milliseconds: 5000 })).toEqual({ ...without, asked: 0 });
    },
  );

  it('leaves the samples open where an error is named, too', async () => {
    const budget = { milliseconds: 5000, error: 0 };
    expect((await choose('kernel-shap', 30, budget)).samples).toBe(Number.POSITIVE_INFINITY);
    expect((await choose('kernel-shap', 30, { ...budget, samples: 64 })).samples).toBe(64);
  });

  it('has auto try every combination only where there is time for it', async () => {
    const budget = { milliseconds: 5000 };
    expect(await choose('auto', 10, budget, 1e5)).toEqual({ name: 'exact', samples: 1024, asked: 1 });
    expect(await choose('auto', 10, budget, 1000)).toEqual({ name: 'gp-shap', samples: 2048, asked: 1 });
  });
});

describe('very many columns', () => {
  it.each([{}, { milliseconds: 5000 }, { error: 0, milliseconds: 5000 }])(
    'are screened by auto: %o',
    async (budget) => {
      expect(['gp-shap', 'kernel-shap']).toContain((await choose('auto', 256, budget)).name);
      const samples = 'error' in budget ? Number.POSITIVE_INFINITY : 2048 + 2 * 257;
      expect(await choose('auto', 257, budget)).toEqual({ name: 'bifurcation-shap', samples, asked: 0 });
    },
  );
});
