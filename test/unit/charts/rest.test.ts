import { expect, it } from 'vitest';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { viewOf } from '../../../src/charts/view.ts';
import { restOf } from '../../../src/charts/wording.ts';
import { tabular } from './fixtures.ts';

const record = (change: Partial<Parameters<typeof tabular>[0]> = {}) =>
  tabular({
    id: 'many',
    base: 0.3,
    players: [...[0.2, -0.1, 0.05, -0.02].map((value, at) => [`c${at}`, at, value] as const), ['last', 1, 0.01]],
    ...change,
  });
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

it('says of what a sheet leaves out how much each has at most, and all together', async () => {
  expect(plain(restOf(viewOf(record()), 2))).toBe(
    'The 2 largest of 5 are on this paper. Each of the other 3 has at most 5.0; ' +
      'together they have +4.0 percentage points.',
  );
  const german = await loadLanguage(['de']);
  expect(plain(restOf(viewOf(record(), {}, Infinity, german), 3))).toBe(
    'Auf diesem Blatt stehen die 3 größten von 5. Die übrigen 2 Werte sind einzeln höchstens 2,0, zusammen −1,0 Prozentpunkte.',
  );
});

it('adds up nothing that was measured one by one', () => {
  const view = viewOf(record({ additive: false, modelOutput: 0.4, explainer: 'occlusion' }));
  expect(plain(restOf(view, 4))).toBe('The 4 largest of 5 are on this paper. The other one has at most 1.0.');
});
