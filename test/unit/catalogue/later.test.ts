import { expect, test, vi } from 'vitest';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { learnLater } from '../../../src/catalogue/later.ts';

const arrival = vi.hoisted(() => ({ fails: true }));
vi.mock('../../../src/catalogue/languages.ts', async (original) => {
  const { languages, ...others } = await original<typeof import('../../../src/catalogue/languages.ts')>();
  const later = async () => {
    if (arrival.fails) throw new Error('It did not arrive.');
    return languages.de.later();
  };
  return { ...others, languages: { ...languages, de: { ...languages.de, later } } };
});

test('texts that did not arrive are asked for again the next time', async () => {
  const german = await loadLanguage(['de']);
  await expect(learnLater(german)).rejects.toThrow('It did not arrive.');
  arrival.fails = false;
  await learnLater(german);
  expect(german.say('chart.whole.observed')).toBe('gefunden');
});
