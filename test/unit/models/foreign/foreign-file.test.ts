import { gzipSync, strToU8, zipSync, zlibSync } from 'fflate';
import { expect, test } from 'vitest';
import { type ForeignKind, foreignFile, foreignKind } from '../../../../src/models/foreign/foreign-file.ts';
import { recipeFor } from '../../../../src/models/foreign/recipes.ts';
import { zipNames } from '../../../../src/models/foreign/zip-names.ts';
import { workbook } from '../../support/workbook.ts';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)));
const pickle = (module: string): Uint8Array =>
  bytes([0x80, 4, 0x95, 9, 0, 0, 0, 0, 0, 0, 0, 0x8c, module.length], module, [0x94, 0x2e]);
const zip = (...names: readonly string[]): Uint8Array =>
  zipSync(Object.fromEntries(names.map((name) => [name, strToU8('x'.repeat(300))])));

const files: readonly (readonly [ForeignKind | null, string, Uint8Array])[] = [
  ['pickle', 'm.pkl', pickle('sklearn.ensemble._forest')],
  ['pickle', 'm', pickle('sklearn.pipeline')],
  ['pickle', 'm.joblib', zlibSync(pickle('sklearn.pipeline'))],
  ['pickle', 'm.pkl.gz', gzipSync(pickle('sklearn.pipeline'))],
  ['pickle', 'm.pickle', bytes('ccopy_reg\n_reconstructor\n')],
  ['pickleXgboost', 'm.pkl', pickle('xgboost.sklearn')],
  ['pickleXgboost', 'm.joblib', gzipSync(pickle('xgboost.core'))],
  ['pickleLightgbm', 'm.pkl', pickle('lightgbm.sklearn')],
  ['catboost', 'm.cbm', bytes('CBM1', [0, 1, 2, 3])],
  ['pickleCatboost', 'm.pkl', pickle('catboost.core')],
  ['torch', 'm.pt', zip('archive/data.pkl', 'archive/byteorder', 'archive/data/0', 'archive/version')],
  ['torch', 'm.bin2', pickle('torch._utils')],
  ['torch', 'm.pth', bytes('????')],
  ['keras', 'm.h5', bytes([0x89], 'HDF\r\n', [0x1a], '\n')],
  ['keras', 'm.keras', zip('metadata.json', 'config.json', 'model.weights.h5')],
  ['tflite', 'm.tflite', bytes([28, 0, 0, 0], 'TFL3')],
  ['savedModel', 'm.zip', zip('m/saved_model.pb', 'm/variables/variables.index')],
  ['savedModel', 'saved_model.pb', bytes([8, 1, 0x12, 0x80])],
  ['pmml', 'm.pmml', bytes('<?xml version="1.0"?>\n<PMML version="4.4">')],
  ['xgboostBinary', 'm.bst', bytes('binf', [0, 0, 0, 63])],
  ['treeDump', 'm.dot', bytes('digraph {\n graph [rankdir=TB]')],
  ['treeDump', 'm.txt', bytes('booster[0]:\n0:[f2<2.45] yes=1,no=2,missing=1')],
  ['treeDump', 'm.json', bytes('{"name":"tree","version":"v4"')],
  ['rds', 'm.rds', gzipSync(bytes('X\n', [0, 0, 0, 3, 0, 4, 2, 1]))],
  ['rds', 'm.RData', gzipSync(bytes('RDX3\nX\n'))],
  ['rds', 'm.rds', bytes('BZh91AY')],
  ['xls', 't.xls', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
  ['arrow', 't.feather', bytes('ARROW1', [0, 0])],
  ['numpy', 'x.npy', bytes([0x93], 'NUMPY', [1, 0])],
  ['numpy', 'x.npz', zip('a.npy', 'b.npy')],
  ['gzip', 't.csv.gz', gzipSync(strToU8('a,b\n1,2\n'))],
  [null, 't.csv', bytes('a,b\n1,2\n')],
  [null, 'm.onnx', bytes([8, 8, 0x12, 7], 'pytorch')],
  [null, 'm.pb', bytes([8, 3, 0x12, 7], 'pytorch')],
  [null, 't.xlsx', workbook({ S: [['a'], [1]] })],
  [null, 'tfjs.zip', zip('model.json', 'group1-shard1of1.bin')],
  [null, 'x.zip', bytes('PK\x03\x04', [0, 0, 0])],
  [null, 'empty', bytes('')],
];

test.each(files)('%s: %s', async (kind, name, whole) => {
  expect(await foreignKind({ name, head: whole, tail: whole })).toBe(kind);
});

test('every kind that is told apart says what it is, what to do, and the lines that do it', async () => {
  for (const [kind, name, whole] of files) {
    const error = await foreignFile(whole, name);
    if (kind === null) {
      expect(error).toBeNull();
      continue;
    }
    expect(error?.code).toBe('file-foreign');
    expect(error?.message).toContain(name);
    expect(recipeFor(kind, name).code).not.toBe('');
  }
});

test('a name within the lines cannot end its quotes', () => {
  expect(recipeFor('pickle', 'a".pkl').code).toContain('joblib.load("a\\".pkl")');
  expect(recipeFor('gzip', "it's $(x) \\.csv.gz").code).toBe("gunzip 'it'\\''s $(x) \\.csv.gz'");
});

test('the lines fit the file: several arrays or one, several objects or one', () => {
  expect(recipeFor('numpy', 'x.npz').code).toContain('arrays = numpy.load("x.npz")');
  expect(recipeFor('numpy', 'x.npy').code).toContain('arrays = {"data": numpy.load("x.npy")}');
  expect(recipeFor('rds', 'm.RData').code).toContain('get(load("m.RData"))');
  expect(recipeFor('rds', 'm.rds').code).toContain('readRDS("m.rds")');
});

test('lines that several kinds share keep their indentation', () => {
  for (const kind of ['pickle', 'pmml'] as const) {
    const { code } = recipeFor(kind, 'm');
    expect(code.split('\n').filter((line) => line.startsWith(' '))).toEqual([
      '    rows = X.to_numpy("float32")',
      '    file.write(onnx.SerializeToString())',
    ]);
  }
});

test('an archive’s names are read from its end alone', () => {
  const whole = zip('a/b.txt', 'ü.txt');
  expect(zipNames(whole)).toEqual(['a/b.txt', 'ü.txt']);
  expect(zipNames(whole.subarray(whole.length - 200))).toEqual(['a/b.txt', 'ü.txt']);
  for (let cut = 0; cut < whole.length; cut += 7) expect(Array.isArray(zipNames(whole.subarray(0, cut)))).toBe(true);
});
