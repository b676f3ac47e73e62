import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { recogniseFile } from '../../../../src/app/opening/recognise-file.ts';

const zip = (paths: readonly string[]) => zipSync(Object.fromEntries(paths.map((path) => [path, new Uint8Array(3)])));
const kind = (name: string, bytes: Uint8Array) => recogniseFile(new File([new Uint8Array(bytes)], name));

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
