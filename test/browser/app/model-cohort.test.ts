import { afterEach, expect, test, vi } from 'vitest';
import '../../../src/app/panels/model-cohort.ts';
import type { ModelCohort } from '../../../src/app/panels/model-cohort.ts';
import { createStore } from '../../../src/app/store.ts';
import type { OnShow } from '../../../src/app/whole/on-show.ts';
import { type Inspected, noWhole } from '../../../src/app/whole/whole-model.ts';
import { english } from '../../../src/catalogue/english.ts';
import { creditStudy } from '../../unit/app/make.ts';

afterEach(() => document.body.replaceChildren());

test('rows that are being looked for are not saved', async () => {
  const conditions = [{ about: { of: 'column', name: 'age' }, least: 30 }];
  const inspected = { study: creditStudy, columns: [{ name: 'age' }], rows: { rows: [0, 1, 2] } };
  const seen = {
    pending: true,
    places: Int32Array.of(0, 1),
    judged: { all: inspected.rows },
    wish: { conditions, chosen: [], name: '' },
  };
  const cohort = document.createElement('oriel-model-cohort') as ModelCohort;
  const readTable = vi.fn(async () => []);
  const whole = { ...noWhole, inspected: inspected as unknown as Inspected, cohort: { conditions, found: null } };
  const state = { ...createStore().get(), language: english, topic: null, whole };
  Object.assign(cohort, { state, controller: { readTable }, seen });
  document.body.append(cohort);
  const button = async () => {
    await cohort.updateComplete;
    return cohort.querySelector('button:not(.quiet)') as HTMLButtonElement;
  };
  expect((await button()).disabled).toBe(true);
  cohort.seen = { ...seen, pending: false } as unknown as OnShow;
  expect((await button()).disabled).toBe(false);
  expect(cohort.querySelector('[role=status]')?.textContent).toContain('2');
});
