import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/explainers/options.ts';
import { coalitionsIn, contextOf, valuesOf } from '../support/drive.ts';
import { explainers } from '../support/explainers.ts';
import { forestGame } from '../support/games.ts';

const PLAYERS = 20;
const game = forestGame(PLAYERS, 60, 3, 5);

const hurrying = explainers.filter(
  ({ structural, derivatives, inputs, name }) =>
    !structural && !derivatives && inputs.includes('image') && !['exact', 'lime', 'glime', 'occlusion'].includes(name),
);

describe.each(hurrying)('$name', (description) => {
  it('finds the same after an estimate was broken off, and can be in any estimate that has a rough one', async () => {
    let left = Number.POSITIVE_INFINITY;
    let pulses = 0;
    const pulse = (): void => {
      pulses += 1;
      left -= 1;
      if (left === 0) throw new Error('broken off');
    };
    const samples = 256;
    const context = { ...contextOf(game, { samples, input: { kind: 'image' } }), pulse };
    const plain = { ...contextOf(game, { samples, input: { kind: 'image' } }), pulse: () => {} };
    const options = readOptions(description, {});
    const [explainer, same] = [await description.create(context, options), await description.create(plain, options)];
    let [step, other] = [explainer.next(), same.next()];
    let tried = 0;
    while (!step.done && !other.done) {
      const [ask, twin] = [step.value, other.value];
      const { estimate, hurried } = ask;
      if (estimate && hurried?.rough && hurried.effort() > 0 && tried < 3) {
        tried += 1;
        const before = pulses;
        for (const at of [1, 7, 40]) {
          left = at;
          let broken = false;
          try {
            estimate();
          } catch {
            broken = true;
          }
          left = Number.POSITIVE_INFINITY;
          if (at === 1) expect(broken).toBe(true);
        }
        expect(pulses - before).toBeGreaterThan(1);
        expect(estimate()).toEqual(twin.estimate?.());
      }
      const values = valuesOf(game, coalitionsIn(ask));
      step = explainer.next(values);
      other = same.next(values);
    }
    expect(step.value).toEqual(other.value);
  });
});
