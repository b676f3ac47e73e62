import { describe, expect, it } from 'vitest';
import { message } from '../../../src/catalogue/message.ts';
import { canonicalJson } from '../../../src/records/canonical.ts';
import { parseExplanation } from '../../../src/records/record.ts';
import { plainRecord } from '../support/record.ts';

const record = plainRecord;

describe('record', () => {
  it('survives JSON', () => {
    expect(parseExplanation(JSON.parse(canonicalJson(record)))).toEqual(record);
  });

  it('keeps groups of any name', () => {
    const groups = JSON.parse('{ "constructor": ["a"], "__proto__": ["b"], "prototype": [], "toString": [] }');
    const parsed = parseExplanation(JSON.parse(canonicalJson({ ...record, groups })));
    expect(Object.keys(parsed.groups ?? {}).sort()).toEqual(Object.keys(groups).sort());
    expect(canonicalJson(parsed)).toBe(canonicalJson({ ...record, groups }));
  });

  it('may hold interactions, and is as it was without', () => {
    const more = {
      ...record,
      interactions: [
        [
          [0, 0.25],
          [0.25, 0],
        ],
      ],
    };
    expect(parseExplanation(JSON.parse(canonicalJson(more)))).toEqual(more);
    expect(Object.keys(parseExplanation(record))).not.toContain('interactions');
  });

  it('carries messages, nested ones too, and drops what the catalogue cannot say', () => {
    const carrying = (whyMessage: unknown) => ({ ...record, explainer: { ...record.explainer, whyMessage } });
    const nested = message('engine.reasons', {
      first: message('engine.exactFits', { players: 2, coalitions: 4 }),
      second: message('engine.structureNotSummed'),
    });
    for (const kept of [message('engine.askedFor'), nested])
      expect(parseExplanation(JSON.parse(canonicalJson(carrying(kept)))).explainer.whyMessage).toEqual(kept);
    for (const wrong of ['asked for', { key: 'engine.noSuchText' }, { key: 'toString' }, { key: 'engine.exactFits' }])
      expect(parseExplanation(carrying(wrong))).toEqual(record);
  });

  it.each([
    ['a field missing', { ...record, seed: undefined }, 'seed'],
    ['another schema', { ...record, schema: 'oriel.explanation/2' }, 'schema'],
    ['text for a number', { ...record, base: ['0.5'] }, 'base'],
    ['what is not finite', { ...record, prediction: [Number.NaN] }, 'prediction'],
    ['too few rows', { ...record, attributions: [] }, 'attributions'],
    ['too short a row', { ...record, attributions: [[0.5]] }, '1 value for 2 players'],
    ['interactions of too few outputs', { ...record, interactions: [] }, 'interactions has 0'],
    ['interactions of too few players', { ...record, interactions: [[[0, 1]]] }, 'not 2 by 2'],
    [
      'interactions of too many columns',
      {
        ...record,
        interactions: [
          [
            [0, 1, 2],
            [1, 0],
          ],
        ],
      },
      'not 2 by 2',
    ],
    [
      'interactions that are not numbers',
      {
        ...record,
        interactions: [
          [
            [0, null],
            [null, 0],
          ],
        ],
      },
      'interactions',
    ],
    ['a kind of input there is not', { ...record, input: { ...record.input, kind: 'sound' } }, 'kind'],
  ])('refuses %s, naming it', (_, wrong, named) => {
    expect(() => parseExplanation(wrong)).toThrow(named);
  });
});

describe('canonical JSON', () => {
  it('sorts keys at every depth, keeps the order of lists, and leaves out what is undefined', () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined, a: 'x' }, null], a: 0.1 })).toBe(
      '{"a":0.1,"b":[{"a":"x","d":1},null]}',
    );
  });

  it('gives equal values equal text', () => {
    const { seed, ...rest } = record;
    expect(canonicalJson({ ...rest, seed })).toBe(canonicalJson(record));
    expect(canonicalJson({ ...record, seed: 2 })).not.toBe(canonicalJson(record));
  });
});
