import { expect, it } from 'vitest';
import { message } from '../../../src/catalogue/message.ts';
import type { Ask } from '../../../src/explainers/explainer.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { unitsOf } from '../../../src/explainers/shared/overlap.ts';
import { contextOf, drive } from '../support/drive.ts';
import { explainerNamed, explainers } from '../support/explainers.ts';
import { forestGame } from '../support/games.ts';

const played = explainers.filter(
  ({ name, structural, derivatives, inputs }) =>
    !structural && !derivatives && name !== 'exact' && inputs.includes('image'),
);

// What a short deadline leaves of a slow model.
it.each(played.flatMap((explainer) => [2, 6, 20].map((samples) => ({ name: explainer.name, explainer, samples }))))(
  '$name says something finite after $samples samples of 40 players',
  ({ explainer, samples }) => {
    const game = forestGame(40, 200, 4, 5);
    const context = contextOf(game, { samples, input: { kind: 'image' } });
    const found = drive(explainer.create(context, readOptions(explainer, {})), game);
    for (const values of [found.values, found.base, found.prediction, found.standardErrors ?? []])
      expect(Array.from(values).every(Number.isFinite)).toBe(true);
  },
);

it.each(['gp-shap', 'kernel-shap', 'regression-msr', 'interactions'])(
  '%s has an answer before its only pair: the sum, shared evenly',
  (name) => {
    const game = forestGame(40, 200, 4, 5);
    const explainer = explainerNamed(name);
    const asks = explainer.create(
      contextOf(game, { samples: 2, input: { kind: 'image' } }),
      readOptions(explainer, {}),
    );
    const first = asks.next().value as Ask;
    expect(unitsOf(first)).toBe(2);
    const second = asks.next(Float64Array.from([1, 3.5])).value as Ask;
    expect(unitsOf(second)).toBe(2);
    const found = second.estimate?.();
    expect(found).toMatchObject({
      standardErrors: null,
      coalitions: 0,
      complete: false,
      endsOnly: true,
      note: message('explaining.endsOnly'),
    });
    for (const value of found?.values ?? []) expect(value).toBeCloseTo(2.5 / 40, 12);
    expect(explainer.create(contextOf(game, { samples: 4 }), readOptions(explainer, {})).next().value).toMatchObject({
      coalitions: { count: 4 },
    });
  },
);

it.each(['permutation-shap', 'sampling-shap', 'partition-shap'])(
  '%s says that it learnt nothing from too few samples for its first step',
  (name) => {
    const game = forestGame(40, 200, 4, 5);
    const explainer = explainerNamed(name);
    const explain = (samples: number) =>
      drive(explainer.create(contextOf(game, { samples }), readOptions(explainer, {})), game);
    expect(explain(1)).toMatchObject({ endsOnly: true, coalitions: 0, standardErrors: null });
    expect(explain(400).endsOnly).toBeUndefined();
  },
);
