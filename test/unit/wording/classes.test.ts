import { describe, expect, it } from 'vitest';
import {
  classChoices,
  likelyClasses,
  placeInRecord,
  requestedOutputs,
  shownClass,
} from '../../../src/wording/classes.ts';
import { creditRecord, creditStudy, penguinCard } from '../app/make.ts';

const penguins = { card: penguinCard, outputs: ['Adelie', 'Chinstrap', 'Gentoo'] };
const many = {
  card: { ...penguinCard, classes: undefined },
  outputs: Array.from({ length: 1001 }, (_, k) => `class ${k}`),
};

describe('classes', () => {
  it('shows both classes of a one-output binary model, the first by negation', () => {
    expect(classChoices(creditStudy)).toEqual([
      { label: 'good risk', output: 'bad risk', index: 0, flip: true },
      { label: 'bad risk', output: 'bad risk', index: 0, flip: false },
    ]);
  });

  it('shows the last class of a binary model, the predicted one of several, the chosen one always', () => {
    expect(shownClass(creditStudy, null, [0.1], ['bad risk']).label).toBe('bad risk');
    expect(shownClass(penguins, null, [0.1, 0.7, 0.2], penguins.outputs).label).toBe('Chinstrap');
    expect(shownClass(penguins, 'Gentoo', [0.1, 0.7, 0.2], penguins.outputs).label).toBe('Gentoo');
    expect(shownClass(penguins, 'Emperor', [0.7, 0.1, 0.2], penguins.outputs).label).toBe('Adelie');
    // A record may hold some of the outputs only, in another order.
    expect(shownClass(many, null, [0.2, 0.6], ['class 9', 'class 4']).label).toBe('class 4');
  });

  it('asks for all outputs where they are few, else for the likeliest and the chosen one', () => {
    expect(requestedOutputs(penguins, null, null)).toBe('all');
    expect(requestedOutputs(many, null, null)).toBe('default');
    const values = many.outputs.map((_, k) => (k % 100 === 7 ? k : 0));
    const prediction = { outputs: many.outputs, values };
    const top = ['class 907', 'class 807', 'class 707', 'class 607', 'class 507'];
    expect(requestedOutputs(many, prediction, null)).toEqual(top);
    expect(requestedOutputs(many, prediction, 'class 3')).toEqual([...top, 'class 3']);
    expect(requestedOutputs(many, prediction, 'class 707')).toEqual(top);
  });

  it('offers the likeliest of what is asked about, never those of an earlier input', () => {
    const study = { ...creditStudy, ...many };
    const outputs = ['class 4', 'class 9'];
    const shown = { record: creditRecord([0, 0, 0, 0], { outputs, modelOutput: [0.3, 0.6] }), study };
    const none = { prediction: null, chosenClass: null, shown, stale: true };
    const labels = (state: Parameters<typeof likelyClasses>[1]) => likelyClasses(study, state);
    expect(labels(none)).toEqual([]);
    expect(labels({ ...none, stale: false })).toEqual([
      { label: 'class 9', value: 0.6 },
      { label: 'class 4', value: 0.3 },
    ]);
    const values = many.outputs.map((_, k) => k / 1001);
    const now = labels({ ...none, prediction: { outputs: many.outputs, values }, chosenClass: 'class 2' });
    expect(now.map(({ label }) => label)).toEqual([
      ...['class 1000', 'class 999', 'class 998', 'class 997', 'class 996'],
      'class 2',
    ]);
    expect(now.at(-1)?.value).toBe(2 / 1001);
  });

  it('finds a class in a record', () => {
    const [good] = classChoices(creditStudy);
    expect(placeInRecord(creditRecord([0, 0, 0, 0]), good)).toBe(0);
    expect(placeInRecord(creditRecord([0, 0, 0, 0], { outputs: ['x'] }), good)).toBe(-1);
  });
});
