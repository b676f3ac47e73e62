import { expect, test } from 'vitest';
import { createHeldOnce } from '../../../../src/engine/studies/held-once.ts';
import type { ModelFile } from '../../../../src/engine/studies/study.ts';

const model = (sha256: string, ...bytes: number[]): ModelFile => ({
  facts: { sha256, file: `${sha256}.onnx` } as ModelFile['facts'],
  bytes: new Uint8Array(bytes),
});

test('models of the same bytes hold them once; others keep their own', () => {
  const once = createHeldOnce();
  const first = once(model('a', 1, 2));
  const named = { ...model('a', 1, 2), facts: { ...first.facts, file: 'other.onnx' } };
  const again = once(named);
  expect(again.bytes).toBe(first.bytes);
  expect(again.facts).toBe(named.facts);
  expect(once(model('b', 1, 2)).bytes).not.toBe(first.bytes);
  expect(once(model('a', 1)).bytes).toHaveLength(1);
});
