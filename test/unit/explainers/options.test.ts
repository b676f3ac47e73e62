import { describe, expect, it } from 'vitest';
import en from '../../../src/catalogue/en.json';
import type { OrielError } from '../../../src/errors.ts';
import type { ExplainerDescription } from '../../../src/explainers/explainer.ts';
import { explainerNamed, explainers } from '../../../src/explainers/index.ts';
import { explainerKey, optionKey } from '../../../src/explainers/keys.ts';
import { EXACT_PLAYERS } from '../../../src/explainers/linear-shap/linear-values.ts';
import { readOptions } from '../../../src/explainers/options.ts';

const described: ExplainerDescription = {
  ...explainers[0],
  name: 'made-up',
  options: {
    width: { type: 'number', default: 0.75, min: 0.1, max: 10, alias: 'kernel_width' },
    features: { type: 'integer', default: 10, min: 1, max: 100, alias: 'num_features' },
    discretise: { type: 'boolean', default: true },
    selection: {
      type: 'choice',
      default: 'auto',
      choices: ['auto', 'none', 'some'],
      numbered: { some: 'features' },
      alias: 'selected',
    },
  },
};

const refused = (given: Record<string, unknown>): OrielError => {
  try {
    readOptions(described, given);
  } catch (error) {
    return error as OrielError;
  }
  throw new Error(`accepted ${JSON.stringify(given)}`);
};

describe('readOptions', () => {
  const defaults = { width: 0.75, features: 10, discretise: true, selection: 'auto' };

  it('fills in defaults', () => {
    expect(readOptions(described)).toEqual(defaults);
    expect(readOptions(described, { width: undefined })).toEqual(defaults);
  });

  it("takes values, text from the command line, and other libraries' names", () => {
    expect(readOptions(described, { width: 2, discretise: false, selection: 'none' })).toEqual({
      ...defaults,
      width: 2,
      discretise: false,
      selection: 'none',
    });
    expect(readOptions(described, { kernel_width: '2.5', num_features: '5', discretise: 'false' })).toEqual({
      ...defaults,
      width: 2.5,
      features: 5,
      discretise: false,
    });
    expect(readOptions(described, { width: 0.1, features: 100 })).toEqual({ ...defaults, width: 0.1, features: 100 });
  });

  it('takes a number in brackets behind a choice for the option that holds it', () => {
    expect(readOptions(described, { selected: 'some(7)' })).toEqual({ ...defaults, selection: 'some', features: 7 });
    expect(readOptions(described, { selection: 'some', features: 7 })).toEqual({
      ...defaults,
      selection: 'some',
      features: 7,
    });
  });

  it.each([
    [{ width: 0.09 }, 'width'],
    [{ width: 11 }, 'width'],
    [{ width: Number.NaN }, 'width'],
    [{ width: '' }, 'width'],
    [{ width: 'wide' }, 'width'],
    [{ width: null }, 'width'],
    [{ features: 2.5 }, 'features'],
    [{ num_features: 0 }, 'features'],
    [{ features: true }, 'features'],
    [{ discretise: 1 }, 'discretise'],
    [{ selection: 'forward' }, 'selection'],
    [{ selection: 'none(7)' }, 'selection'],
    [{ selection: 'some()' }, 'selection'],
    [{ selection: 'some(2.5)' }, 'selection'],
    [{ selection: 'some(0)' }, 'features'],
    [{ selection: 'some(101)' }, 'features'],
    [{ selection: 'some(7)', features: 7 }, 'features'],
    [{ num_features: 7, selection: 'some(7)' }, 'features'],
    [{ colour: 'red' }, 'colour'],
    [{ toString: 1 }, 'toString'],
    [{ width: 1, kernel_width: 2 }, 'width'],
  ])('refuses %j, naming the option and what it takes', (given, option) => {
    const error = refused(given);
    expect(error.code).toBe('request-option');
    expect(error.details).toMatchObject({ option, explainer: 'made-up' });
    expect(error.message).toContain(option);
  });
});

describe('the registry', () => {
  it('finds each explainer by its name', () => {
    expect(new Set(explainers.map(({ name }) => name)).size).toBe(explainers.length);
    for (const explainer of explainers) expect(explainerNamed(explainer.name)).toBe(explainer);
    expect(explainers.map(({ name }) => name)).toEqual(expect.arrayContaining(['exact', 'kernel-shap']));
  });

  it('says which there are where there is none of the name', () => {
    expect(() => explainerNamed('astrology')).toThrow(
      expect.objectContaining({ code: 'request-explainer', details: expect.objectContaining({ name: 'astrology' }) }),
    );
    expect(() => explainerNamed('astrology')).toThrow(/exact, tree-shap/);
  });

  it.each(explainers)('$name has defaults that are valid, and choices whose numbers have an option', (explainer) => {
    expect(() => readOptions(explainer, readOptions(explainer))).not.toThrow();
    for (const option of Object.values(explainer.options)) {
      if (option.type !== 'choice') continue;
      for (const [choice, holder] of Object.entries(option.numbered ?? {})) {
        expect(option.choices).toContain(choice);
        expect(explainer.options[holder].type).toBe('integer');
      }
    }
  });
});

describe('the catalogue', () => {
  const texts: Readonly<Record<string, string>> = en;
  const all: readonly ExplainerDescription[] = explainers;

  /** Keys of the explainer's own label and help, and of each option's. */
  const keysOf = ({ name, options }: ExplainerDescription) => [
    { label: explainerKey(name, 'label'), help: explainerKey(name, 'help') },
    ...Object.keys(options).map((option) => ({
      label: optionKey(name, option, 'label'),
      help: optionKey(name, option, 'help'),
    })),
  ];

  it.each(all)('has the label and the help of $name and of each of its options', (explainer) => {
    for (const { label, help } of keysOf(explainer)) {
      expect(texts[label], label).toMatch(/^\S.*[^.]$/);
      expect(texts[help], help).toMatch(/^\S.*\.$/);
    }
  });

  it('has no texts of explainers or options that are not there', () => {
    const known = all.flatMap((explainer) => keysOf(explainer).flatMap(({ label, help }) => [label, help]));
    const held = Object.keys(texts).filter((key) => key.startsWith('explainer.'));
    expect(held.sort()).toEqual(known.map(String).sort());
  });

  it.each(all.filter(({ maxPlayers }) => maxPlayers !== undefined))(
    'says how many players $name takes',
    (explainer) => {
      expect(texts[explainerKey(explainer.name, 'help')]).toContain(` ${explainer.maxPlayers} `);
    },
  );

  it('says up to how many players correlated linear values are exact', () => {
    expect(texts[optionKey('linear-shap', 'perturbation', 'help')]).toContain(` ${EXACT_PLAYERS} `);
  });
});
