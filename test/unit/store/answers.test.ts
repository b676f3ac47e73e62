import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../../src/records/record.ts';
import { type Deciding, familyId, requestId } from '../../../src/records/request.ts';
import { answers, type Repeatable, repeatableOf, type Wanted } from '../../../src/store/answers.ts';
import { madeDeciding, madeRecord } from './made.ts';

interface KeptOptions {
  readonly request?: Partial<Deciding>;
  readonly record?: Partial<Explanation>;
  readonly repeatable?: Repeatable;
  readonly nested?: boolean;
}

/** 256 samples that were used up: a relative error of 0.01 / 0.4. */
async function kept({ request: over, record: more, repeatable, nested = true }: KeptOptions = {}) {
  const request = madeDeciding({ samples: 256, error: 0, ...over });
  const record = await madeRecord(1, { coalitions: 256, ...more });
  const entry = { request, family: await familyId(request), record: record.id, nested, state: null };
  return { id: await requestId(request), request: entry, record: { record, repeatable } };
}

async function wanted(over: Partial<Deciding> = {}, toTheBit = false): Promise<Wanted> {
  const request = madeDeciding({ samples: 256, error: 0, ...over });
  return { id: await requestId(request), family: await familyId(request), request, toTheBit };
}

const hit = { kind: 'hit' };
const miss = { kind: 'miss' };
const reuse = (because: string) => ({ kind: 'reuse', because });

describe('what a kept record answers', () => {
  test('the same request', async () => {
    expect(answers(await kept(), await wanted())).toEqual(hit);
    expect(answers(await kept({ nested: false }), await wanted())).toEqual(hit);
  });

  test('a request for less, where samples are one sequence', async () => {
    expect(answers(await kept(), await wanted({ samples: 100 }))).toEqual(reuse('samples'));
    expect(answers(await kept(), await wanted({ samples: null, error: 0.05 }))).toEqual(reuse('error'));
    expect(answers(await kept(), await wanted({ samples: 1_000, error: 0.025 }))).toEqual(reuse('error'));
    expect(answers(await kept({ nested: false }), await wanted({ samples: 100 }))).toEqual(miss);
    expect(answers(await kept({ nested: false }), await wanted({ error: 0.05 }))).toEqual(miss);
  });

  test('never a request for more', async () => {
    expect(answers(await kept(), await wanted({ samples: 257 }))).toEqual(miss);
    expect(answers(await kept(), await wanted({ samples: null, error: 0.02 }))).toEqual(miss);
    expect(answers(await kept(), await wanted({ samples: null }))).toEqual(miss);
    const bare = await kept({ record: { standardErrors: null } });
    expect(answers(bare, await wanted({ samples: null, error: 0.5 }))).toEqual(miss);
  });

  test('a budget that was used up counts whole, where pairs left one sample', async () => {
    const odd = { request: { samples: 257 }, record: { coalitions: 256 } };
    expect(answers(await kept(odd), await wanted({ samples: 257, error: 0.001 }))).toEqual(reuse('samples'));
    const early = { ...odd, record: { coalitions: 200, stopped: 'error-target' } as const };
    expect(answers(await kept(early), await wanted({ samples: 257, error: 0.001 }))).toEqual(miss);
  });

  test('any number of samples, where more change nothing', async () => {
    const exact = { record: { stopped: 'done' } as const, nested: false };
    expect(answers(await kept(exact), await wanted({ samples: 10_000 }))).toEqual(reuse('exact'));
    expect(answers(await kept(exact), await wanted({ samples: 2, error: 0.5 }))).toEqual(reuse('exact'));
  });

  test.each([
    ['model', { model: 'e'.repeat(64) }],
    ['input', { input: 'e'.repeat(64) }],
    ['seed', { seed: 2 }],
    ['options', { explainer: { name: 'kernel-shap', options: { l1: 'auto' } } }],
    ['curves', { curves: false }],
    ['arithmetic', { numerics: 1_000 }],
  ] satisfies [string, Partial<Deciding>][])('nothing of another %s', async (_, over) => {
    const exact = await kept({ record: { stopped: 'done' } });
    expect(answers(exact, await wanted(over))).toEqual(miss);
    expect(answers(exact, await wanted({ ...over, samples: 2 }))).toEqual(miss);
  });

  test('what was cut short answers as far as it got', async () => {
    const cut = { repeatable: 'no', record: { stopped: 'cancelled', coalitions: 100 } } as const;
    expect(answers(await kept(cut), await wanted())).toEqual(miss);
    expect(answers(await kept(cut), await wanted({ samples: 100 }))).toEqual(reuse('samples'));
    expect(answers(await kept(cut), await wanted({ samples: 101 }))).toEqual(miss);
    expect(answers(await kept({ ...cut, nested: false }), await wanted({ samples: 100 }))).toEqual(miss);
  });

  test('what a GPU made answers, unless it must be right to the bit', async () => {
    const gpu = await kept({ repeatable: 'within-tolerance' });
    expect(answers(gpu, await wanted())).toEqual(hit);
    expect(answers(gpu, await wanted({ samples: 100 }))).toEqual(reuse('samples'));
    expect(answers(gpu, await wanted({ samples: 300 }))).toEqual(miss);
    expect(answers(gpu, await wanted({}, true))).toEqual(miss);
    expect(answers(await kept(), await wanted({}, true))).toEqual(hit);
  });

  test('nothing, where nothing was learnt', async () => {
    expect(answers(await kept({ record: { endsOnly: true } }), await wanted())).toEqual(miss);
  });
});

describe('how far a record can be made again', () => {
  test.each([
    [{}, false, undefined],
    [{}, true, 'no'],
    [{ stopped: 'deadline' }, false, 'no'],
    [{ stopped: 'cancelled' }, false, 'no'],
    [{ backend: { name: 'webgpu', adapter: 'a', why: '' } }, false, 'within-tolerance'],
    [{ backend: { name: 'mixed', adapter: 'a', why: '' } }, false, 'within-tolerance'],
    [{ backend: { name: 'native', adapter: null, why: '' } }, false, undefined],
  ] satisfies [Partial<Explanation>, boolean, Repeatable][])('%j, limited: %s', async (over, limited, expected) => {
    expect(repeatableOf(await madeRecord(1, over), { limited })).toBe(expected);
  });
});

describe('the id of a request', () => {
  test('is the same wherever and in whatever order it was written', async () => {
    const request = madeDeciding({ groups: { b: ['x'], a: ['y', 'z'] }, masker: { fill: 'blur', segments: 50 } });
    const turned = Object.fromEntries(Object.entries(request).reverse()) as unknown as Deciding;
    const again = { ...turned, groups: { a: ['y', 'z'], b: ['x'] }, masker: { segments: 50, fill: 'blur' } };
    expect(await requestId(again)).toBe(await requestId(request));
    // Kept ids must be found again: this one never changes without NUMERICS.
    expect(await requestId(madeDeciding())).toBe('987f2202b398e756c0ae960d03e85ca4');
  });

  test('knows nothing of what decides no value', async () => {
    const more = { ...madeDeciding(), milliseconds: 500, backend: 'webgpu', workers: 3 };
    expect(await requestId(more)).toBe(await requestId(madeDeciding()));
  });

  test.each([
    ['trees', { trees: 'all' }],
    ['background', { background: null }],
    ['outputs', { outputs: ['no', 'yes'] }],
    ['space', { space: 'logit' }],
    ['groups', { groups: { g: ['a'] } }],
    ['masker', { masker: { absent: 'remove' } }],
    ['samples', { samples: 65 }],
    ['open samples', { samples: null }],
    ['error', { error: 0 }],
  ] satisfies [string, Partial<Deciding>][])('differs with %s', async (_, over) => {
    expect(await requestId(madeDeciding(over))).not.toBe(await requestId(madeDeciding()));
  });

  test('is that of a family without samples and error', async () => {
    const [few, many] = [madeDeciding(), madeDeciding({ samples: null, error: 0 })];
    expect(await familyId(few)).toBe(await familyId(many));
    expect(await familyId(few)).not.toBe(await familyId(madeDeciding({ seed: 3 })));
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d, which JSON lacks', async (samples) => {
    await expect((async () => requestId(madeDeciding({ samples })))()).rejects.toThrow();
  });
});
