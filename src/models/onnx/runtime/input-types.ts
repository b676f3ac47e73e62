import { intOf } from '../reading/attributes.ts';
import { readNode } from '../reading/nodes.ts';
import { ELEMENT_TYPES, GRAPH, integer, MODEL, payloads, submessage, TENSOR, text } from '../reading/proto.ts';

/**
 * Types other than 32-bit floats that a node of the main graph is given, as far as weights and
 * casts in front of it tell; `label` is its name, or its output's.
 */
export function inputTypes(model: Uint8Array, label: string): string[] {
  const graph = submessage(model, MODEL.graph);
  if (!graph) return [];
  const types = new Map<string, number>();
  for (const tensor of payloads(graph, GRAPH.initializer))
    types.set(text(tensor, TENSOR.name), integer(tensor, TENSOR.dataType) ?? 0);
  const nodes = payloads(graph, GRAPH.node).map(readNode);
  for (const each of nodes) if (each.operator === 'Cast') types.set(each.outputs[0], intOf(each, 'to', 0));
  const node = nodes.find(({ name, outputs }) => name === label || outputs[0] === label);
  const given = (node?.inputs ?? []).flatMap((input) => ELEMENT_TYPES[types.get(input) ?? 0] ?? []);
  return [...new Set(given)].filter((type) => type !== 'float32');
}
