// Records that are made anew and compared, and the log. By the real engine.

import { afterAll, describe, expect, test } from 'vitest';
import { type ErrorCode, OrielError } from '../../../src/errors.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { withoutInput } from '../../../src/records/without-input.ts';
import { openMemoryStore } from '../../../src/store/memory.ts';
import { failureOf } from '../../support/failure.ts';
import { example, given, openLibrary } from './support.ts';

const { oriel, asked } = openLibrary();
afterAll(() => oriel.close());
const credit = await oriel.open([given('credit/mlp.onnx'), given('credit/data.csv'), given('credit/mlp.card.json')]);

const sampled = { explainer: 'kernel-shap', budget: { samples: 128, error: 0 } } as const;

describe('a record', () => {
  test('that is true has the same bits, and the model is really asked', async () => {
    const record = await credit.explain(3, sampled).result;
    const { valued } = asked;
    const kept = await oriel.records.get(record.id);
    expect(await oriel.replay(record, credit)).toEqual({ verdict: 'same-bits', where: null, largest: 0 });
    expect(asked.valued).toBe(2 * valued);
    expect(await oriel.records.get(record.id)).toEqual(kept);
  });

  test('has them also where nothing but the record is known', async () => {
    for (const options of [
      sampled,
      { explainer: 'permutation-shap' },
      { explainer: 'lime' },
      { groups: { money: ['credit_amount', 'savings_status'] } },
      { tabular: { absent: 'conditional', draws: 20 }, budget: { samples: 64 } } as const,
      { explainer: 'kernel-shap', budget: { error: 0.2 } },
      { explainer: 'kernel-shap', budget: { samples: 301, error: 0.005 } },
    ]) {
      const record = await credit.explain(5, { curves: false, fresh: true, ...options }).result;
      expect(record.asked).toEqual('budget' in options ? options.budget : undefined);
      const other = openLibrary();
      const model = await other.oriel.open([
        given('credit/mlp.onnx'),
        given('credit/data.csv'),
        given('credit/mlp.card.json'),
      ]);
      expect(await other.oriel.replay(record, model)).toMatchObject({ verdict: 'same-bits' });
      await other.oriel.close();
    }
  });

  test('in which a value was changed differs, and says where and by how much', async () => {
    const record = await credit.explain(3, sampled).result;
    const changed = structuredClone(record) as { -readonly [K in keyof Explanation]: Explanation[K] };
    changed.attributions[0][2] += 0.5;
    const { verdict, where, largest } = await oriel.replay(changed, credit);
    expect({ verdict, where }).toEqual({ verdict: 'differs', where: 'attributions[0][2]' });
    expect(largest).toBeCloseTo(0.5);
    const slightly = structuredClone(record);
    slightly.attributions[0][2] *= 1 + 1e-9;
    expect(await oriel.replay(slightly, credit)).toMatchObject({
      verdict: 'within-tolerance',
      where: 'attributions[0][2]',
    });
    const renamed = { ...record, players: [...record.players.slice(1), record.players[0]] };
    expect(await oriel.replay(renamed, credit)).toEqual({ verdict: 'differs', where: 'players', largest: null });
  });

  test('whose input was changed differs there', async () => {
    const record = await credit.explain(3, sampled).result;
    const input = structuredClone(record.input);
    if (input.kind !== 'tabular' || !input.values) throw new Error('no row');
    input.values[input.columns.indexOf('age')] = 99;
    expect(await oriel.replay({ ...record, input }, credit)).toMatchObject({
      verdict: 'differs',
      where: 'input.sha256',
    });
  });

  test('whose input was removed is made anew from the row of the table with its hash', async () => {
    const record = await credit.explain(203, sampled).result;
    const removed = withoutInput(record);
    expect(removed.input).toMatchObject({ values: null, row: null });
    expect(await oriel.replay(removed, credit)).toMatchObject({ verdict: 'same-bits' });
    const nowhere = { ...removed, input: { ...removed.input, sha256: 'f'.repeat(64) } };
    expect((await failureOf(() => oriel.replay(nowhere, credit))).code).toBe('request-invalid');
    expect(await oriel.replay(removed, credit, { input: 4 })).toMatchObject({ where: 'input.sha256' });
  });

  test('of many records the table is looked at once, and only what a row is refused for is passed over', async () => {
    const rows = [203, 5, 120];
    const records = await Promise.all(rows.map(async (row) => withoutInput(await credit.explain(row, sampled).result)));
    const asked: number[] = [];
    const { hashOf } = credit;
    const watched = {
      ...credit,
      hashOf(row: number) {
        asked.push(row);
        return hashOf(row);
      },
    };
    for (const record of records) expect(await oriel.replay(record, watched)).toMatchObject({ verdict: 'same-bits' });
    expect(new Set(asked).size).toBe(asked.length);
    const refusing = (code: ErrorCode) => ({
      ...credit,
      hashOf: () => Promise.reject(new OrielError(code, { file: 'a.csv' })),
    });
    const failing = async (code: ErrorCode) =>
      (await failureOf(() => oriel.replay(records[0], refusing(code) as unknown as OrielModel))).code;
    expect(await failing('data-empty')).toBe('request-invalid');
    expect(await failing('failure-closed')).toBe('failure-closed');
  });

  test('of another model differs at once', async () => {
    const record = await credit.explain(3, sampled).result;
    const model = await oriel.open([given('credit/gbt.onnx'), given('credit/data.csv'), given('credit/gbt.card.json')]);
    expect(await oriel.replay(record, model)).toEqual({ verdict: 'differs', where: 'model.sha256', largest: null });
  });

  const few = { budget: { samples: 12, error: 0 }, curves: false };

  test('of a picture is made anew from the picture that it holds', async () => {
    const photos = await oriel.open([given('mobilenet/model.onnx'), given('mobilenet/model.card.json')]);
    const image = { segments: 20, fill: 'mean' };
    const picture = await photos.explain(example('mobilenet/photos/cat.jpg'), { image, ...few }).result;
    expect(picture.input).toMatchObject({ kind: 'image', file: 'cat.jpg' });
    expect(await oriel.replay(picture, photos)).toMatchObject({ verdict: 'same-bits' });
    const { data } = given('mobilenet/photos/cat.jpg');
    const renamed = await photos.explain({ name: 'pet.jpg', data }, { image, ...few }).result;
    expect(renamed.id).not.toBe(picture.id);
    expect(await oriel.replay(renamed, photos)).toMatchObject({ verdict: 'same-bits' });
    await oriel.records.delete(picture.id);
    expect(await oriel.replay(picture, photos, { image })).toMatchObject({ verdict: 'same-bits' });
    expect(await oriel.replay(picture, photos)).toMatchObject({ verdict: 'differs', where: 'players' });
  });

  test('of a text is made anew from the text that it holds', async () => {
    const texts = await oriel.open(example('sentiment/model.json'), { card: example('sentiment/model.card.json') });
    const text = await texts.explain('A wonderful film, and far too long.', few).result;
    expect(text.input).toMatchObject({ kind: 'text' });
    expect(await oriel.replay(text, texts)).toMatchObject({ verdict: 'same-bits' });
    const input = { text: 'A wonderful film, and far too long.' };
    expect(await oriel.replay(withoutInput(text), texts, { input })).toMatchObject({ verdict: 'same-bits' });
    const sentence = 'A wonderful film! I would not see it again. ';
    for (const [long, choice] of [
      [sentence, { players: 'sentences' }],
      [sentence, { players: 'distinct', absent: 'remove' }],
      [sentence.repeat(40), { window: 1 }],
    ] as const) {
      const record = await texts.explain(long, { text: choice, ...few }).result;
      expect(record.input).toMatchObject({ part: 'window' in choice ? expect.any(Array) : null });
      expect(await oriel.replay(record, texts)).toMatchObject({ verdict: 'same-bits' });
    }
  });

  test('that compares with another table is made anew with that table, and says so without it', async () => {
    const rows = new TextDecoder().decode(given('credit/data.csv').data).split('\n').slice(0, 40);
    const file = { name: 'reference.csv', data: new TextEncoder().encode(rows.join('\n')) };
    const record = await credit.explain(3, { ...sampled, background: { file } }).result;
    expect(record.background).toMatchObject({ method: 'all', rows: 39 });
    const failure = await failureOf(() => oriel.replay(record, credit));
    expect(failure.code).toBe('request-invalid');
    expect(failure.message).toContain('39 rows');
    expect(await oriel.replay(record, credit, { background: { file } })).toMatchObject({ verdict: 'same-bits' });
  });

  test('that was cut short is made anew as far as it got', async () => {
    const permuted = { explainer: 'permutation-shap', budget: { samples: 400_000, error: 0 }, curves: false } as const;
    const job = credit.explain(6, permuted);
    await new Promise((resolve) => {
      job.on('estimate', resolve);
    });
    job.cancel();
    const record = await job.result;
    expect(record.stopped).toBe('cancelled');
    expect(await oriel.replay(record, credit)).toMatchObject({ verdict: 'same-bits' });
  });
});

describe('the log', () => {
  test('binds each entry to the one before, and says where it was tampered with', async () => {
    const store = openMemoryStore();
    const library = openLibrary({ store });
    const { log } = library.oriel;
    const record = await credit.explain(3, sampled).result;
    const notes = [
      { kind: 'explanation', record },
      { kind: 'decision', record, text: 'granted' },
      { kind: 'note', text: 'checked' },
    ] as const;
    const entries = await Promise.all(notes.map((note) => log.append(note)));
    expect(entries.map(({ n, kind }) => [n, kind])).toEqual([
      [0, 'explanation'],
      [1, 'decision'],
      [2, 'note'],
    ]);
    expect(entries[0].previous).toBe('0'.repeat(64));
    expect(entries.slice(1).map(({ previous }) => previous)).toEqual(entries.slice(0, 2).map(({ hash }) => hash));
    expect(entries[1].record).toBe(record.id);
    const read = [];
    for await (const entry of log.entries(1)) read.push(entry);
    expect(read).toEqual(entries.slice(1));
    expect(await log.verify()).toEqual({ entries: 3, at: null });
    await store.put('log', '000000000001', { ...entries[1], text: 'refused' });
    expect(await log.verify()).toEqual({ entries: 1, at: 1 });
    await store.delete('log', '000000000001');
    expect(await log.verify()).toEqual({ entries: 1, at: 1 });
    await library.oriel.close();
    await store.close();
  });
});
