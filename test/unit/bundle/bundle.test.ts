import { describe, expect, test } from 'vitest';
import { bundleText, isAsSealed, parseBundle, sealBundle } from '../../../src/bundle/bundle.ts';
import { partOfRow } from '../../../src/bundle/schema.ts';
import { errorOf } from '../support/errors.ts';
import { made } from './made.ts';

describe('bundle.json', () => {
  test('is read as it was sealed, whatever the columns are called', async () => {
    const sealed = await sealBundle({ ...made, card: { ...made.card, classes: ['no', '__proto__'] } });
    const text = bundleText(sealed);
    expect(parseBundle(text, 'bundle.json')).toEqual(sealed);
    expect(await isAsSealed(text)).toBe(true);
  });

  test('any byte that was changed is noticed, also one that says the same', async () => {
    const text = bundleText(await sealBundle(made));
    for (const at of [1, 20, Math.floor(text.length / 2), text.length - 3]) {
      const other = text[at] === '7' ? '8' : '7';
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      expect(await isAsSealed(changed).catch(() => false)).toBe(false);
    }
    expect(await isAsSealed(text.replace('"rows":3', '"rows":3.0'))).toBe(false);
    expect(await isAsSealed(text.replace(',', ', '))).toBe(false);
    expect(await isAsSealed(text.trimEnd())).toBe(false);
  });

  test('what is none says where', () => {
    expect(errorOf(() => parseBundle('{', 'b.json'))).toMatchObject({
      code: 'bundle-invalid',
      details: { file: 'b.json' },
    });
    const other = JSON.stringify({ ...made, sha256: 'f'.repeat(64), outputs: 3 });
    expect(errorOf(() => parseBundle(other, 'b.json')).message).toContain('outputs');
  });

  test('names its own files and nothing beside them', () => {
    for (const file of ['../secret', '/etc/hostname', 'records/../../b.jsonl', 'bundle.json', 'records/1.jsonl']) {
      const other = { ...made, sha256: 'f'.repeat(64), parts: [{ ...made.parts[1], file }] };
      expect(errorOf(() => parseBundle(JSON.stringify(other), 'b.json')).message).toContain('parts.0.file');
    }
  });

  test('a row is found in the file that is about it', () => {
    expect(partOfRow(made, 11)?.file).toBe('records/00000.jsonl');
    expect(partOfRow(made, 9)).toBeNull();
    expect(partOfRow(made, 13)).toBeNull();
  });
});
