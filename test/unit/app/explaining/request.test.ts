import { describe, expect, it } from 'vitest';
import { familiesFor, firstOf, fits, methodsFor, spacesFor } from '../../../../src/app/explaining/explainer-choice.ts';
import { inputOf, optionsOf } from '../../../../src/app/explaining/request.ts';
import { afterFailure, isComplete } from '../../../../src/app/opening/own-files.ts';
import { defaultSettings } from '../../../../src/app/settings.ts';
import { initialState, noFiles, type OwnFiles, type Topic } from '../../../../src/app/state.ts';
import { createStore } from '../../../../src/app/store.ts';
import { message } from '../../../../src/catalogue/message.ts';
import type { Study } from '../../../../src/engine/protocol.ts';
import { kindOf } from '../../../../src/files/recognise-file.ts';
import { creditStudy } from '../make.ts';

const topic: Topic = {
  origin: { kind: 'own' },
  title: { en: '' },
  study: creditStudy,
  row: 3,
  values: ['none', 1, null, 'x'],
  edited: ['none', 1, null, 'x'],
  target: null,
  photos: [],
  photo: 0,
  text: '',
};
const image: Study = {
  ...creditStudy,
  columns: [],
  rows: 0,
  card: {
    ...creditStudy.card,
    input: { kind: 'image', layout: 'NCHW', size: [2, 2], channels: 'RGB', scale: [1], offset: [0], crop: 'centre' },
  },
};
const state = { topic, settings: defaultSettings, prediction: null, chosenClass: null };

describe('request', () => {
  it('sends a row by its number until it is edited', () => {
    expect(inputOf(topic)).toBe(3);
    expect(inputOf({ ...topic, edited: ['none', 2, null, 'x'] })).toEqual(['none', 2, null, 'x']);
  });

  it('sends what a player of a sequence is, which LIME has no choice of', () => {
    const sequence = { steps: 2, features: ['a', 'b'], first: 1, layout: 'TF' } as const;
    const asked = (change: object, study: Study = { ...creditStudy, sequence }) =>
      optionsOf({ ...state, topic: { ...topic, study }, settings: { ...defaultSettings, ...change } });
    expect(asked({})?.sequence).toEqual({ players: 'cell' });
    expect(asked({ sequencePlayers: 'step' })?.sequence).toEqual({ players: 'step' });
    expect(asked({ sequencePlayers: 'step', explainer: 'lime' })).not.toHaveProperty('sequence');
    expect(asked({ sequencePlayers: 'step' }, creditStudy)).not.toHaveProperty('sequence');
  });

  it('sends how absent columns are drawn, to explainers that ask what is present', () => {
    const asked = (change: object, study: Study = creditStudy) =>
      optionsOf({ ...state, topic: { ...topic, study }, settings: { ...defaultSettings, ...change } });
    expect(asked({})).not.toHaveProperty('tabular');
    const conditional = { absent: 'conditional', draws: 50, conditionalRows: 700 };
    for (const explainer of ['auto', 'exact', 'gp-shap', 'permutation-shap'])
      expect(asked({ ...conditional, explainer })).toMatchObject({
        tabular: { absent: 'conditional', draws: 50 },
        background: { rows: 700, method: 'sample' },
      });
    expect(asked({ ...conditional, imputer: 'nearest-rows' })?.tabular).toMatchObject({ imputer: 'nearest-rows' });
    for (const explainer of ['tree-shap', 'lime', 'integrated-gradients'])
      expect(asked({ ...conditional, explainer })).toMatchObject({ background: defaultSettings.background });
    expect(asked({ ...conditional, explainer: 'lime' })).not.toHaveProperty('tabular');
    const text: Study = {
      ...creditStudy,
      rows: 0,
      columns: [],
      card: { ...creditStudy.card, input: { kind: 'text' } },
    };
    const typed = { ...state, topic: { ...topic, study: text, text: 'so good' } };
    expect(optionsOf({ ...typed, settings: { ...defaultSettings, absent: 'conditional' } })).not.toHaveProperty(
      'tabular',
    );
  });

  it('sends a text with what is chosen of it, and nothing where nothing is typed', () => {
    const study: Study = {
      ...creditStudy,
      rows: 0,
      columns: [],
      card: { ...creditStudy.card, input: { kind: 'text' } },
    };
    const typed = (text: string, change = {}) =>
      optionsOf({ ...state, topic: { ...topic, study, text }, settings: { ...defaultSettings, ...change } });
    expect(typed(' \n ')).toBeNull();
    expect(inputOf({ ...topic, study, text: 'Not good.' })).toEqual({ text: 'Not good.' });
    expect(typed('Not good.')).toMatchObject({ text: { players: 'words', window: 0 } });
    expect(typed('Not good.')).not.toHaveProperty('background');
    expect(typed('x', { players: 'tokens', hide: 'pad', window: 2 })?.text).toEqual({
      players: 'tokens',
      absent: 'pad',
      window: 2,
    });
    expect(methodsFor(study, 'lime').map(({ name }) => name)).toEqual(['lime']);
    expect(fits('rise', study)).toBe(false);
  });

  it('waits for a photo to be opened', () => {
    const photos = [{ name: 'a.jpg', url: '', data: null, opened: null }];
    expect(optionsOf({ ...state, topic: { ...topic, study: image, photos } })).toBeNull();
    const picture = { handle: 'p1', file: 'a.jpg', width: 2, height: 2 };
    const withPicture = { ...topic, study: image, photos: [{ ...photos[0], opened: picture }] };
    expect(inputOf(withPicture)).toBe(picture);
    const opened = optionsOf({ ...state, topic: withPicture });
    expect(opened).toMatchObject({ image: { segments: 50, fill: 'blur' } });
    expect(opened).not.toHaveProperty('background');
  });

  it('leaves to the engine what the person left open, and a space to explainers that take one', () => {
    expect(optionsOf(state)).toEqual({
      explainer: 'auto',
      outputs: 'all',
      space: 'output',
      seed: 0,
      budget: {},
      background: { method: 'sample', rows: 100 },
      backend: 'auto',
    });
    const settings = {
      ...defaultSettings,
      explainer: 'lime',
      options: { lime: { discretize: false } },
      samples: 100,
      milliseconds: 50,
      error: 0,
      space: 'logit' as const,
    };
    const request = optionsOf({ ...state, settings });
    expect(request).toMatchObject({
      explainer: 'lime',
      explainerOptions: { discretize: false },
      budget: { samples: 100, milliseconds: 50, error: 0 },
    });
    expect(request).toMatchObject({ space: 'output' });
  });

  it('offers what reads trees to models of trees alone, and raw scores where they are something of their own', () => {
    const names = (study: typeof creditStudy) => methodsFor(study, 'shap').map(({ name }) => name);
    const trees = { ...creditStudy, structure: { kind: 'trees', exact: ['raw'], raw: true } as const };
    expect(names(creditStudy)).not.toContain('tree-shap');
    expect(names(trees)).toContain('tree-shap');
    expect(names(trees)).not.toContain('linear-shap');
    expect(spacesFor('auto', trees)).toEqual(['output', 'raw', 'logit']);
    expect(spacesFor('auto', creditStudy)).toEqual(['output', 'logit']);
    expect(spacesFor('lime', trees)).toEqual(['output']);
    const settings = { ...defaultSettings, space: 'raw' as const };
    expect(optionsOf({ ...state, settings })).toMatchObject({ space: 'output' });
    expect(optionsOf({ ...state, topic: { ...topic, study: trees }, settings })).toMatchObject({ space: 'raw' });
  });

  it('offers explainers that can take the input', () => {
    expect(familiesFor(creditStudy)).toEqual(['shap', 'lime', 'other']);
    expect(fits('exact', creditStudy)).toBe(true);
    const wide = { ...creditStudy, columns: Array.from({ length: 30 }, () => creditStudy.columns[0]) };
    expect(fits('exact', wide)).toBe(false);
    expect(methodsFor(wide, 'shap').map(({ name }) => name)).not.toContain('exact');
    expect(fits('auto', wide)).toBe(true);
    expect(firstOf(image, 'lime')).toBe('glime');
    expect(fits('nope', creditStudy)).toBe(false);
  });
});

describe('own files', () => {
  it('tells files apart by name', () => {
    expect(['a.ONNX', 'b.csv', 'c.JPEG', 'd.png', 'e.json', 'f.pdf', 'onnx'].map(kindOf)).toEqual([
      'model',
      'table',
      'photo',
      'photo',
      'card',
      null,
      null,
    ]);
  });

  it('goes back to the last set that worked, else keeps the model', () => {
    const model = { handle: 'm', facts: {} } as OwnFiles['model'];
    const table = { handle: 't' } as OwnFiles['table'];
    const worked: OwnFiles = { ...noFiles, model, table };
    expect(isComplete(worked)).toBe(true);
    expect(isComplete({ ...noFiles, model })).toBe(false);
    expect(isComplete({ ...noFiles, model, vocabulary: { handle: 'v', file: 'vocab.txt' } })).toBe(true);
    expect(afterFailure({ ...worked, table: { handle: 'bad' } as OwnFiles['table'] }, worked)).toBe(worked);
    expect(afterFailure(worked, noFiles)).toMatchObject({ model, table: null });
  });
});

describe('store', () => {
  it('tells listeners, says the same mistake once, and forgets what is dismissed', () => {
    const store = createStore({ ...initialState, topic });
    const seen: number[] = [];
    const stop = store.subscribe(({ alerts }) => seen.push(alerts.length));
    const [wrong, worse] = ['wrong', 'worse'].map((file) => () => message('page.files.unknown', { file }));
    store.alert(wrong());
    store.alert(wrong());
    store.alert(worse());
    store.dismiss(store.get().alerts[0].id);
    stop();
    store.setTopic({ row: 9 });
    expect(seen).toEqual([1, 1, 2, 1]);
    expect(store.get().alerts.map((alert) => alert.message)).toEqual([worse()]);
    expect(store.get().topic?.row).toBe(9);
  });
});
