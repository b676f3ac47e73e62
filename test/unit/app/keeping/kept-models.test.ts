import { expect, test } from 'vitest';
import {
  allModels,
  comparedWith,
  filesToKeep,
  keptOnShow,
  ownFiles,
  ownOnShow,
  unhashed,
} from '../../../../src/app/keeping/kept-models.ts';
import { nothingKept } from '../../../../src/app/keeping/kept-things.ts';
import { bindOwn } from '../../../../src/app/opening/own-files.ts';
import { noFiles, type OwnFiles } from '../../../../src/app/state.ts';
import type { Study } from '../../../../src/engine/protocol.ts';
import { withDefaults } from '../../../../src/store/defaults.ts';
import { createStore } from '../../../../src/store/front.ts';
import { memoryBacking, openMemoryStore } from '../../../../src/store/memory.ts';
import { madeModel, noise } from '../../store/made.ts';
import { creditStudy, creditTopic } from '../make.ts';

const file = (name: string, bytes: number) => new File([new Uint8Array(bytes)], name);

const own: OwnFiles = {
  ...noFiles,
  model: { handle: 'm', facts: { file: 'model.json' } as never },
  files: { table: file('data.csv', 5), model: file('model.json', 3), card: file('a.card.json', 9) },
  parts: [file('weights.bin', 4)],
  photos: [
    { name: 'a.jpg', url: 'blob:', data: new Blob([new Uint8Array(6)]), opened: null },
    { name: 'an-example.jpg', url: '/x.jpg', data: null, opened: null },
  ],
  answers: { task: 'binary' },
};

const keptOf = (files: OwnFiles) => ({
  sha256: 'a',
  name: 'model.json',
  kept: 1,
  bytes: 100,
  files: filesToKeep(files).map(({ role, file: { name, size } }) => ({ role, name, sha256: name, bytes: size })),
  said: JSON.stringify([files.card, files.answers]),
  missing: false,
});

test('what is kept of own files: all of them but the card, which is kept as it is described now', () => {
  expect(filesToKeep(own).map(({ role, file: { name, size } }) => [role, name, size])).toEqual([
    ['model', 'model.json', 3],
    ['part', 'weights.bin', 4],
    ['table', 'data.csv', 5],
    ['photo', 'a.jpg', 6],
  ]);
});

/** As if each file held nothing but its name. */
const hashesOf = (files: OwnFiles) => new Map(ownFiles(files).map(([, name, data]) => [data, name]));

test('a model is kept as it is until its files, its card or an answer change', () => {
  const kept = keptOf(own);
  const how = (files: OwnFiles, model = kept) => comparedWith(files, model, hashesOf(files));
  expect(how(own)).toBe('kept');
  expect(how({ ...own, answers: { task: 'multiclass' } })).toBe('changed');
  expect(how({ ...own, card: { name: 'x' } as never })).toBe('changed');
  expect(how({ ...own, files: { ...own.files, table: file('data.csv', 6) } })).toBe('other');
  expect(how({ ...own, files: { ...own.files, table: file('b.csv', 5) } })).toBe('other');
  expect(how({ ...own, parts: [] })).toBe('other');
  expect(how(own, { ...kept, missing: true })).toBe('changed');
});

test('files of the same names and sizes are kept ones only if their bytes are', () => {
  const kept = keptOf(own);
  const table = file('data.csv', 5);
  const changed = { ...own, files: { ...own.files, table } };
  const hashes = hashesOf(own);
  expect(comparedWith(changed, kept, hashes)).toBe('unknown');
  expect(unhashed(changed, { models: [kept], hashes })).toEqual([table]);
  expect(comparedWith(changed, kept, new Map([...hashes, [table, 'one digit changed']]))).toBe('other');
  expect(comparedWith(changed, kept, new Map([...hashes, [table, 'data.csv']]))).toBe('kept');
  // Nobody hashes what cannot be a kept file.
  expect(unhashed({ ...own, parts: [] }, { models: [kept], hashes: new Map() })).toEqual([]);
  expect(unhashed(own, { models: [], hashes: new Map() })).toEqual([]);
});

test('what is on show is of the files that were bound, not of those brought since', async () => {
  const study: Study = { ...creditStudy, model: 'a' };
  await bindOwn({ open: async () => ({ facts: study }) } as never, own);
  const topic = { ...creditTopic, study };
  const kept = { ...nothingKept, models: [keptOf(own)] };
  expect(ownOnShow({ topic, own })).toBe(own);
  expect(keptOnShow({ topic, own, kept })).toBe(kept.models[0]);
  const other = { ...own, model: { handle: 'n', facts: { file: 'other.onnx' } as never } };
  expect(ownOnShow({ topic, own: other })).toBeNull();
  expect(keptOnShow({ topic, own: other, kept })).toBeNull();
  const example = { ...topic, origin: { kind: 'example', example: 'credit', model: 'gbt.onnx' } as const };
  expect(keptOnShow({ topic: example, own, kept })).toBeNull();
});

test('models are listed with what they take, and say so where a file of theirs is gone', async () => {
  const backing = memoryBacking();
  const store = createStore(backing, withDefaults({}, 'memory'));
  const [one, other] = [noise(3000, 1), noise(500, 2)];
  const models = [await madeModel(one), await madeModel(other)];
  await store.put('model', models[0].sha256, models[0], { files: [one], kept: 1 });
  await store.put('model', models[1].sha256, models[1], { files: [other], kept: 2 });
  await backing.files.remove(models[0].files[0].sha256);
  const listed = await allModels(store);
  expect(listed.map(({ sha256, missing }) => [sha256, missing])).toEqual([
    [models[1].sha256, false],
    [models[0].sha256, true],
  ]);
  expect(listed[1].bytes).toBeGreaterThan(3000);
  expect(await allModels(openMemoryStore())).toEqual([]);
});
