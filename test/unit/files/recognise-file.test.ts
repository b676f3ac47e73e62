import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { recogniseFile } from '../../../src/files/recognise-file.ts';

const zip = (paths: readonly string[]) => zipSync(Object.fromEntries(paths.map((path) => [path, new Uint8Array(3)])));
const kind = (name: string, bytes: Uint8Array) => recogniseFile(new File([new Uint8Array(bytes)], name));

describe('saved records', () => {
  const record = '{ "schema": "oriel.explanation/1", "id": "x" }';

  it.each([
    ['as the page saves one', 'credit-row-3.json', record, 'record'],
    ['as the command line writes them', 'records.jsonl', `${record}\n${record}\n`, 'record'],
    ['a card', 'credit.card.json', '{ "schema": "oriel.card/1" }', 'card'],
    ['a card that somebody has begun', 'mine.json', '{ "name": "mine", "classes": ["no", "yes"] }', 'card'],
    ['whatever else is JSON', 'settings.json', '{ "hello": [1, 2, 3] }', null],
    ['other lines of JSON', 'rows.jsonl', '{ "a": 1 }\n', null],
  ])('%s', async (_, name, text, expected) => {
    expect(await kind(name, new TextEncoder().encode(text))).toBe(expected);
  });
});

describe('a zip', () => {
  it.each([
    ['model.zip', ['model.json', 'group1-shard1of1.bin'], 'model'],
    ['model', ['saved/model.json'], 'model'],
    ['net.zip', ['net.ONNX'], 'model'],
    ['book.xlsx', ['[Content_Types].xml', 'xl/workbook.xml'], 'table'],
    ['letter.docx', ['[Content_Types].xml', 'word/document.xml'], null],
    ['slides.zip', ['ppt/presentation.xml'], null],
    ['mymodel.json.zip', ['mymodel.json'], null],
  ])('%s is what the names in it say', async (name, paths, expected) => {
    expect(await kind(name, zip(paths))).toBe(expected);
  });

  it.each([
    ['model.zip', 'model'],
    ['book.xlsx', 'table'],
    ['letter.docx', null],
    ['letter', null],
  ])('%s whose names cannot be read is what its own name says', async (name, expected) => {
    expect(await kind(name, zip(['model.json']).subarray(0, 30))).toBe(expected);
  });
});
