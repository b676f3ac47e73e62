import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../../../src/catalogue/english.ts';
import { message } from '../../../../src/catalogue/message.ts';
import { sealRecord } from '../../../../src/engine/jobs/compose-record.ts';
import { canonicalJson } from '../../../../src/records/canonical.ts';
import { type Explanation, parseExplanation } from '../../../../src/records/record.ts';
import { openWine } from '../wine.ts';

let wine: Awaited<ReturnType<typeof openWine>>;
let record: Explanation;
beforeAll(async () => {
  wine = await openWine();
  const request = { ...wine.one, explainer: { name: 'auto' } };
  record = await wine.engine.explain('one', request, () => {});
});
afterAll(() => wine.engine.close());

describe('why', () => {
  it('is said in English and as a message that says the same', () => {
    for (const { why, whyMessage } of [record.explainer, record.backend]) {
      expect(why).not.toBe('');
      expect(whyMessage && english.text(whyMessage)).toBe(why);
    }
    expect(record.explainer.why).toContain('too many combinations');
    expect(record.explainer.whyMessage).toMatchObject({ key: 'engine.estimated.gp-shap', values: { players: 13 } });
  });

  it('survives JSON with its messages', () => {
    expect(parseExplanation(JSON.parse(canonicalJson(record)))).toEqual(record);
  });
});

describe('the id of a record', () => {
  const idOf = async (change: Partial<Explanation>) => (await sealRecord({ ...record, ...change })).id;

  it('does not depend on times, the back end or messages', async () => {
    const { whyMessage: _, ...explainer } = record.explainer;
    const other = {
      id: 'x',
      created: '2026-01-01T00:00:00.000Z',
      milliseconds: 1,
      runtime: 'other',
      backend: { name: 'webgpu', adapter: 'a', why: 'b', whyMessage: message('engine.askedFor') },
      explainer,
    };
    expect(await idOf(other)).toBe(record.id);
    expect(await idOf({ explainer: { ...explainer, whyMessage: message('engine.askedFor') } })).toBe(record.id);
  });

  it('depends on all else', async () => {
    const { explainer } = record;
    for (const change of [
      { seed: 99 },
      { stopped: 'done' },
      { calls: record.calls + 1 },
      { explainer: { ...explainer, why: 'asked for' } },
      { explainer: { ...explainer, options: { other: true } } },
    ] as Partial<Explanation>[])
      expect(await idOf(change)).not.toBe(record.id);
  });
});
