import type { Node } from './nodes.ts';

/** Operators that hand numbers on, reshaped, converted or put side by side, and compute nothing. */
const HANDS_ON = new Set([
  'Identity',
  'Cast',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Transpose',
  'Concat',
  'Dropout',
  'ai.onnx.ml:FeatureVectorizer',
]);

/**
 * Those of the outputs that are nothing but inputs handed on, as ML.NET adds them for every column:
 * they are no answers.
 */
export function passedThrough(
  nodes: readonly Node[],
  inputs: readonly string[],
  constants: ReadonlySet<string>,
  outputs: readonly string[],
): string[] {
  const known = new Set(inputs);
  const given = new Set(constants);
  // A graph's nodes stand in the order in which they are computed.
  for (const { operator, inputs: from, outputs: to } of nodes) {
    if (from.length === 0 && operator === 'Constant') for (const name of to) given.add(name);
    const moved = HANDS_ON.has(operator) && from.some((name) => known.has(name));
    if (moved && from.every((name) => name === '' || known.has(name) || given.has(name)))
      for (const name of to) known.add(name);
  }
  return outputs.filter((name) => known.has(name));
}
