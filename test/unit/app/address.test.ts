import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../../src/app/address.ts';
import { defaultSettings } from '../../../src/app/settings.ts';
import type { Topic } from '../../../src/app/state.ts';
import { firstPlace } from '../../../src/app/whole/place.ts';
import { noWhole } from '../../../src/app/whole/whole-model.ts';
import type { ImageInput } from '../../../src/data/card.ts';
import { creditStudy } from './make.ts';

const topic: Topic = {
  origin: { kind: 'example', example: 'credit', model: 'gbt.onnx' },
  title: { en: 'Credit' },
  study: creditStudy,
  row: 384,
  values: [],
  edited: [],
  target: null,
  photos: [],
  photo: 0,
  text: '',
};

const texts: Topic = {
  ...topic,
  origin: { kind: 'example', example: 'toxicity', model: 'model.onnx' },
  study: { ...creditStudy, card: { ...creditStudy.card, input: { kind: 'text' }, samples: ['One.', 'Two.'] }, rows: 0 },
  text: 'One.',
};

/** What differs in nothing from the defaults. */
const plain = { settings: defaultSettings, chosenClass: null, chosenLanguage: null };

describe('address', () => {
  it('says whether what is kept is on show', () => {
    const kept = formatAddress({ ...plain, topic, view: 'kept' });
    expect(kept).toBe('?view=kept&example=credit&model=gbt.onnx&row=384');
    expect(parseAddress(kept)).toMatchObject({ view: 'kept', row: 384, nonsense: [] });
    expect(formatAddress({ ...plain, topic, view: 'decision' })).not.toContain('view');
    expect(parseAddress('?view=none')).toMatchObject({ view: undefined, nonsense: ['view'] });
  });

  it('says how absent columns are drawn, where they are', () => {
    const drawn = { absent: 'conditional', imputer: 'nearest-rows', draws: 50, conditionalRows: 500 } as const;
    const asked = formatAddress({ ...plain, topic, settings: { ...defaultSettings, ...drawn } });
    expect(asked).toContain('absent=conditional&imputer=nearest-rows&draws=50&conditional-rows=500');
    expect(parseAddress(asked)).toMatchObject({ settings: drawn, nonsense: [] });
    expect(parseAddress('?absent=causal&draws=0').nonsense).toEqual(['absent', 'draws']);
  });

  it('says whether what would change the answer is on show, of every model', () => {
    const change = formatAddress({ ...plain, topic, tab: 'change' });
    expect(change).toBe('?tab=change&example=credit&model=gbt.onnx&row=384');
    expect(parseAddress(change)).toMatchObject({ tab: 'change', row: 384, nonsense: [] });
    expect(formatAddress({ ...plain, topic, tab: 'why' })).not.toContain('tab');
    expect(formatAddress({ ...plain, topic: texts, tab: 'change' })).toContain('tab=change');
    expect(formatAddress({ ...plain, topic: null, tab: 'change' })).not.toContain('tab');
    expect(parseAddress('?tab=none')).toMatchObject({ tab: undefined, nonsense: ['tab'] });
  });

  it('says what is looked at of the model as a whole, and names no columns of own files', () => {
    const cohort = '{"where":[{"about":{"of":"column","name":"age"},"least":30}]}';
    const place = {
      part: 'whom',
      picture: 'gap',
      of: 'age',
      across: 'sex',
      decided: 'good',
      rows: 'worst',
      cohort,
    } as const;
    const whole = { ...noWhole, place };
    const shown = formatAddress({ ...plain, topic, view: 'model', whole });
    expect(shown.replace(/&cohort=[^&]*/, '')).toBe(
      '?view=model&part=whom&picture=gap&of=age&across=sex&decided=good&rows=worst&example=credit&model=gbt.onnx&row=384',
    );
    expect(parseAddress(shown)).toMatchObject({ view: 'model', place, nonsense: [] });
    const own = { ...topic, origin: { kind: 'own' } as const };
    expect(formatAddress({ ...plain, topic: own, view: 'model', whole })).toBe('?view=model&part=whom&picture=gap');
    expect(formatAddress({ ...plain, topic, view: 'decision', whole })).not.toContain('part');
    expect(parseAddress('?part=best&picture=No')).toMatchObject({ place: firstPlace, nonsense: ['part', 'picture'] });
  });

  it('names a text that the example offers, and never one that was typed', () => {
    const of = (text: string) => formatAddress({ ...plain, topic: { ...texts, text } });
    expect(of('One.')).toBe('?example=toxicity&model=model.onnx');
    expect(of('Two.')).toBe('?example=toxicity&model=model.onnx&sample=1');
    expect(of('my own secret')).toBe('?example=toxicity&model=model.onnx');
    expect(parseAddress('?sample=1&players=sentences&hide=remove&window=2')).toMatchObject({
      sample: 1,
      settings: { players: 'sentences', hide: 'remove', window: 2 },
      nonsense: [],
    });
    expect([...parseAddress('?sample=x&players=letters&hide=no&window=-1').nonsense].sort()).toEqual([
      'hide',
      'players',
      'sample',
      'window',
    ]);
  });

  it('says what is on show and nothing that is as usual', () => {
    expect(formatAddress({ ...plain, topic })).toBe('?example=credit&model=gbt.onnx&row=384');
  });

  it('comes back as it went', () => {
    const settings = {
      ...defaultSettings,
      explainer: 'lime',
      seed: 7,
      samples: 500,
      milliseconds: 2000,
      error: 0.025,
      backend: 'wasm' as const,
      space: 'raw' as const,
      segments: 80,
      fill: '#00ff80',
      chart: 'bars',
    };
    const address = parseAddress(formatAddress({ ...plain, topic, settings, chosenClass: 'good risk' }));
    expect(address).toMatchObject({ example: 'credit', model: 'gbt.onnx', row: 384, class: 'good risk', nonsense: [] });
    expect({ ...defaultSettings, ...address.settings }).toEqual(settings);
  });

  it('names a photo of the example, and never an own one', () => {
    const input: ImageInput = {
      kind: 'image',
      layout: 'NCHW',
      size: [2, 2],
      channels: 'RGB',
      scale: [1],
      offset: [0],
      crop: 'centre',
    };
    const study = { ...creditStudy, card: { ...creditStudy.card, input } };
    const photos = [
      { name: 'cat.jpg', url: '', data: null, opened: null },
      { name: 'me.jpg', url: '', data: new Blob(), opened: null },
    ];
    expect(formatAddress({ ...plain, topic: { ...topic, study, photos, photo: 0 } })).toContain('photo=cat.jpg');
    expect(formatAddress({ ...plain, topic: { ...topic, study, photos, photo: 1 } })).not.toContain('me.jpg');
  });

  it('keeps own models out', () => {
    expect(
      formatAddress({
        ...plain,
        topic: { ...topic, origin: { kind: 'own' } },
        chosenClass: 'secret',
      }),
    ).toBe('');
  });

  it('holds a language that was chosen, and knows which ones there are', () => {
    const german = formatAddress({ ...plain, topic, chosenLanguage: 'de' });
    expect(german).toBe('?lang=de&example=credit&model=gbt.onnx&row=384');
    expect(parseAddress(german).language).toBe('de');
    expect(parseAddress('?lang=de-AT').language).toBe('de');
    expect(parseAddress('?lang=en-XA').language).toBe('en-XA');
    expect(parseAddress('').language).toBeUndefined();
    expect(parseAddress('?lang=tlh')).toMatchObject({ language: undefined, nonsense: ['lang'] });
  });

  it('leaves nonsense out and names it', () => {
    const address = parseAddress(
      '?row=-1&seed=x&samples=1e3&budget-ms=7&backend=gpu&space=probit&segments=5000&fill=red&explainer=<b>&chart=../x',
    );
    expect(address.nonsense).toEqual([
      'explainer',
      'samples',
      'budget-ms',
      'seed',
      'space',
      'backend',
      'segments',
      'fill',
      'chart',
      'row',
    ]);
    expect(address.settings).toEqual({});
    expect(address.row).toBeUndefined();
  });
});
