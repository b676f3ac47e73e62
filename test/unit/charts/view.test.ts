import { describe, expect, it } from 'vitest';
import { defaultOutput, looksLikeProbability, sameExplanation, viewOf } from '../../../src/charts/view.ts';
import { parseExplanation } from '../../../src/records/record.ts';
import * as fixtures from './fixtures.ts';

const { credit, creditLater, grouped, image, lime, logit, many, penguins, regression } = fixtures;
const records = Object.entries(fixtures).flatMap(([name, value]) =>
  typeof value === 'object' ? [[name, value] as const] : [],
);

it.each(records)('fixture %s is a valid record', (_name, record) => {
  expect(parseExplanation(JSON.parse(JSON.stringify(record)))).toEqual(record);
});

describe('viewOf', () => {
  it('sorts by size and keeps ties in the record’s order', () => {
    const sizes = viewOf(many).players.map((player) => Math.abs(player.value));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(viewOf(fixtures.zero).players.map((player) => player.name)).toEqual(['a', 'b', 'c']);
  });

  it('marks a player faint exactly when its 95 % interval includes 0', () => {
    const faint = viewOf(credit).players.filter((player) => player.faint);
    expect(faint.map((player) => player.name).sort()).toEqual(['existing_credits', 'job', 'residence_since']);
    expect(viewOf(regression).players.some((player) => player.faint || player.interval)).toBe(false);
  });

  it('flips a probability: base and prediction become 1 - p, values change sign', () => {
    const view = viewOf(credit, { flip: true });
    const plain = viewOf(credit);
    expect(view.base).toBeCloseTo(1 - plain.base, 12);
    expect(view.prediction).toBeCloseTo(1 - plain.prediction, 12);
    expect(view.players.map((player) => player.value)).toEqual(plain.players.map((player) => -player.value + 0));
    expect(view.base + view.players.reduce((sum, player) => sum + player.value, 0)).toBeCloseTo(view.prediction, 12);
    expect(view.name).toBe('not bad risk');
    expect(viewOf(credit, { flip: true, label: 'good risk' }).name).toBe('good risk');
  });

  it('flips log-odds by their sign, and the answer with them', () => {
    const view = viewOf(logit, { flip: true });
    expect(view.base).toBe(0.855);
    expect(view.answer).toBe('28.9\u00a0%');
    expect(view.baseAnswer).toBe('70.2\u00a0%');
  });

  it('shows values on a scale of their own as they are, and the answer as before', () => {
    const view = viewOf({ ...image, explainer: { ...image.explainer, name: 'grad-cam' } });
    expect(view.units).toBe('units of its own');
    expect(view.answer).toBe(viewOf(image).answer);
    const [strongest] = view.players;
    expect(view.format.effect(strongest.value, null)).not.toBe(viewOf(image).format.effect(strongest.value, null));
    expect(Number(view.format.effect(strongest.value, null).replace('−', '-'))).toBeCloseTo(strongest.value, 2);
  });

  it('chooses the output: the predicted class of several, the last of two', () => {
    expect(defaultOutput(penguins)).toBe(2);
    expect(viewOf(penguins).name).toBe('Gentoo');
    expect(viewOf(penguins, { output: 1 }).players[0].value).toBe(-0.1);
    expect(defaultOutput({ ...penguins, outputs: ['no', 'yes'], modelOutput: [0.9, 0.1] })).toBe(1);
  });

  it('tells probabilities from other units, unless told', () => {
    expect(viewOf(credit).unit).toBe('probability');
    expect(viewOf(regression).unit).toBe('value');
    expect(viewOf(logit).unit).toBe('logit');
    expect(viewOf(credit, { units: 'value' }).unit).toBe('value');
    // A surrogate's intercept may leave [0, 1]; the model's answers do not.
    expect(looksLikeProbability({ ...lime, base: [1.4] })).toBe(true);
  });

  it('says what log-odds are taken of in the units it was told', () => {
    expect(viewOf(logit).baseAnswer).toMatch(/%/);
    expect(viewOf(logit, { units: 'value' })).toMatchObject({ unit: 'logit', baseAnswer: '0.298', answer: '0.711' });
  });

  it('takes a player for a group only where it is one, whatever its name', () => {
    if (credit.input.kind !== 'tabular') throw new Error('credit is tabular');
    const names = ['constructor', '__proto__', 'toString', ...credit.players.slice(3)];
    const named = { ...credit, players: names, input: { ...credit.input, columns: names } };
    const cells = viewOf(credit).players.map(({ cell }) => cell);
    for (const groups of [{}, { prototype: ['nothing'] }] as Record<string, string[]>[])
      expect(viewOf({ ...named, groups }).players.map(({ cell, columns }) => columns ?? cell)).toEqual(cells);
    const groups = JSON.parse('{ "__proto__": ["constructor", "__proto__"] }');
    expect(viewOf({ ...named, groups }).players.find(({ name }) => name === '__proto__')?.columns).toBe(2);
  });

  it('reads R² of the surrogate and its answer from the model', () => {
    expect(viewOf(lime).fit).toBe(0.47);
    expect(viewOf(lime).answer).toBe('66.3\u00a0%');
    expect(viewOf(credit).fit).toBeNull();
  });

  it('shows the row’s values, columns of a group together, nothing when the input was removed', () => {
    expect(viewOf(grouped).players[0]).toMatchObject({
      name: 'money',
      columns: 3,
      cell: 'credit_amount = 5951, savings_status = <100, housing = own',
    });
    expect(viewOf(image).players[0].cell).toBeNull();
    if (credit.input.kind !== 'tabular') throw new Error('credit is tabular');
    expect(
      viewOf({ ...credit, input: { ...credit.input, values: null } }).players.every((player) => player.cell === null),
    ).toBe(true);
  });
});

it('sameExplanation holds for two moments of one, not for another row', () => {
  expect(sameExplanation(credit, creditLater)).toBe(true);
  expect(sameExplanation(credit, { ...credit, input: { ...credit.input, sha256: 'other' } })).toBe(false);
  expect(sameExplanation(credit, null)).toBe(false);
});
