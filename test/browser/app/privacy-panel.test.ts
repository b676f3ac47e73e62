import { afterEach, expect, test } from 'vitest';
import '../../../src/app/panels/privacy-panel.ts';
import type { PrivacyPanel } from '../../../src/app/panels/privacy-panel.ts';
import type { AppState } from '../../../src/app/state.ts';
import { createStore } from '../../../src/app/store.ts';
import { english } from '../../../src/catalogue/english.ts';

afterEach(() => document.body.replaceChildren());

test('what is being forgotten is looked at again only once it is gone', async () => {
  const store = createStore();
  const panel = document.createElement('oriel-privacy') as PrivacyPanel;
  const { kept } = store.get();
  const set = (room: AppState['kept']['room']) => {
    panel.state = { ...store.get(), language: english, kept: { ...kept, entries: [], room } };
    return panel.updateComplete;
  };
  let looks = 0;
  const lookForKept = async () => {
    looks++;
  };
  const looksThen: number[] = [];
  const forget = async () => {
    looksThen.push(looks);
    await set(null);
    await set({ bytes: 1, most: 9 });
    await set(null);
    looksThen.push(looks);
  };
  Object.assign(panel, { controller: { lookForKept, forget } });
  void set({ bytes: 5, most: 9 });
  document.body.append(panel);
  await expect.poll(() => panel.querySelector('.wipe')).not.toBeNull();
  panel.querySelector<HTMLButtonElement>('.wipe')?.click();
  await expect.poll(() => panel.textContent).toContain('All that was yours is gone.');
  expect(looksThen).toEqual([1, 1]);
  expect(looks).toBe(2);
});
