import { describe, expect, it } from 'vitest';
import { classChoices, placeInRecord, requestedOutputs, shownClass } from '../../../../src/app/wording/classes.ts';
import { creditRecord, creditStudy, penguinCard } from '../make.ts';

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

  it('finds a class in a record', () => {
    const [good] = classChoices(creditStudy);
    expect(placeInRecord(creditRecord([0, 0, 0, 0]), good)).toBe(0);
    expect(placeInRecord(creditRecord([0, 0, 0, 0], { outputs: ['x'] }), good)).toBe(-1);
  });
});
