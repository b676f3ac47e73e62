import { expect, test } from 'vitest';
import { automatic } from '../../../src/engine/jobs/choose-explainer.ts';
import { atHand } from '../../../src/explainers/at-hand.ts';
import type { Ask, Explainer, ExplainerContext, InputNumbers } from '../../../src/explainers/explainer.ts';
import { explainers } from '../../../src/explainers/index.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { contextOf } from '../support/drive.ts';
import { explainerNamed } from '../support/explainers.ts';

const players = 4;
const numbers: InputNumbers = {
  instance: new Float32Array(players),
  baselines: { count: 1, columns: players, data: new Float32Array(players) },
  playerOf: Int32Array.from({ length: players }, (_, c) => c),
  tokens: false,
  scale: new Float32Array(players).fill(1),
  picture: null,
};
const context = (): ExplainerContext =>
  contextOf({ players, outputs: 1 }, { samples: 64, input: { kind: 'image' }, numbers });

/** What an explainer asks for first. */
function firstOf(explainer: Explainer): unknown {
  const { kind, ...ask } = explainer.next().value as Ask;
  return 'coalitions' in ask ? [kind, ask.coalitions] : [kind, 'rows' in ask && ask.rows];
}

const asking = explainers.filter(({ structural }) => !structural);

test.each(asking.map((each) => [each.name, each] as const))('%s loads its own code', async (name, description) => {
  const options = readOptions(description);
  const loaded = await description.create(context(), options);
  expect(firstOf(loaded)).toEqual(firstOf(explainerNamed(name).create(context(), options)));
});

test.each([4, 8, 11, 20, 30, 100])('what is taken for %i columns is there at once', (columns) => {
  const input = { kind: 'tabular', instance: new Float32Array(columns), statistics: [] } as const;
  const description = automatic(input, columns, 2048);
  const context = contextOf({ players: columns, outputs: 1 }, { samples: 64, input });
  expect(atHand.get(description.name)?.(context, readOptions(description))).toBeTruthy();
});
