import { describe, expect, it } from 'vitest';
import type { KeptPlace } from '../../../../src/app/keeping/kept-things.ts';
import type { BroughtBack } from '../../../../src/app/keeping/models.ts';
import { defaultSettings } from '../../../../src/app/settings.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { creditRecord } from '../make.ts';
import { MODEL, model, openings, photo, table } from './harness.ts';

const record = (input: Partial<Explanation['input']> = {}): Explanation => {
  const made = creditRecord([0, 0, 0, 0], { model: { name: 'm', sha256: MODEL, format: 'onnx' } });
  return { ...made, input: { ...made.input, values: ['no checking', 7, 26, 'none'], ...input } as never };
};

const place = (change: Partial<KeptPlace> = {}): KeptPlace => ({
  ...{ row: 7, photo: null, text: '', edited: null, chosenClass: null, settings: defaultSettings },
  ...{ record: record(), kept: 5, ...change },
});

const files = (data: File): BroughtBack['files'] => [
  { role: 'model', file: model() },
  { role: 'table', file: data },
];

const back = ({ opening }: ReturnType<typeof openings>, given: Partial<BroughtBack>) =>
  opening.bringBack('m', async () => ({ files: files(table()), card: null, answers: {}, place: place(), ...given }));

describe('a kept explanation', () => {
  it('is shown at the row it is of', async () => {
    const all = openings();
    const left = place();
    await back(all, { place: left });
    expect(all.topic().row).toBe(7);
    expect(all.store.get().shown).toMatchObject({ record: left.record, kept: 5 });
  });

  it.each([
    ['a row of the same number in another table', { files: files(table('other.csv')) }],
    ['a row whose values were removed', { place: place({ record: record({ values: null }) }) }],
    ['columns of other names', { place: place({ record: record({ columns: ['a', 'b', 'c', 'd'] }) }) }],
  ] as [string, Partial<BroughtBack>][])('is not shown at %s', async (_, given) => {
    const all = openings();
    await back(all, given);
    expect(all.topic().row).toBe(7);
    expect(all.store.get().shown).toBeNull();
  });

  it.each([
    ['a', true],
    ['b', false],
  ])('of a photo is shown at one of its name only with its bytes: %s', async (sha256, shown) => {
    const all = openings('image');
    const file = photo('a.jpg');
    const { store } = all;
    store.set({ kept: { ...store.get().kept, hashes: new Map([[file, 'a']]) } });
    const input = { kind: 'image', file: 'a.jpg' } as never;
    await back(all, {
      files: [
        { role: 'model', file: model() },
        { role: 'photo', file },
      ],
      place: place({ photo: 'a.jpg', photoSha256: sha256, record: record(input) }),
    });
    expect(all.topic().photos[0].data).toBe(file);
    expect(store.get().shown !== null).toBe(shown);
  });

  it.each([
    ['as it is in the data', null, ['no checking', 7, 26, 'none']],
    ['as it was changed', ['no checking', 8, 26, 'none'], ['no checking', 8, 26, 'none']],
  ])('is shown with its row %s, whatever was made of it since', async (_, edited, expected) => {
    const all = openings();
    await all.opening.openFiles([model(), table()]);
    await all.opening.chooseRow(7);
    all.changes.editValue(1, 99);
    await back(all, { place: place({ edited, record: record({ values: expected }) }) });
    expect(all.topic().edited).toEqual(expected);
    expect(all.store.get().shown).not.toBeNull();
    all.changes.undo();
    expect(all.topic().edited[1]).toBe(99);
  });

  it('leaves a row as it is in the data where what was made of it has other columns', async () => {
    const all = openings();
    await back(all, { place: place({ edited: ['no checking', 8] }) });
    expect(all.topic().edited).toEqual(all.topic().values);
  });
});
