// Nodes of a model's graphs, with their subgraphs.

import { ATTRIBUTE, FUNCTION, GRAPH, MODEL, NODE, payloads, submessage, text, texts } from './proto.ts';

/** Loops and branches hold graphs; no model nests them deeper than this. */
const DEPTH_LIMIT = 32;

export interface Node {
  readonly message: Uint8Array;
  readonly name: string;
  /** "domain:Name", or "Name" for the standard operators. */
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  attribute(name: string): Uint8Array | null;
}

export class NestedTooDeeply extends Error {}

export function readNode(message: Uint8Array): Node {
  const domain = text(message, NODE.domain);
  const type = text(message, NODE.opType);
  return {
    message,
    name: text(message, NODE.name),
    operator: domain === '' || domain === 'ai.onnx' ? type : `${domain}:${type}`,
    inputs: texts(message, NODE.input),
    outputs: texts(message, NODE.output),
    attribute: (name) =>
      payloads(message, NODE.attribute).find((attribute) => text(attribute, ATTRIBUTE.name) === name) ?? null,
  };
}

/** Calls `visit` for each graph: the given one, then those in its nodes' attributes. */
export function visitGraphs(
  graph: Uint8Array,
  visit: (graph: Uint8Array, nodes: readonly Node[]) => void,
  depth = 0,
): void {
  if (depth > DEPTH_LIMIT) throw new NestedTooDeeply();
  const nodes = payloads(graph, GRAPH.node).map(readNode);
  visit(graph, nodes);
  for (const { message } of nodes) visitSubgraphs(message, visit, depth);
}

function visitSubgraphs(
  message: Uint8Array,
  visit: (graph: Uint8Array, nodes: readonly Node[]) => void,
  depth: number,
): void {
  for (const attribute of payloads(message, NODE.attribute)) {
    const single = payloads(attribute, ATTRIBUTE.graph);
    for (const graph of [...single, ...payloads(attribute, ATTRIBUTE.graphs)]) visitGraphs(graph, visit, depth + 1);
  }
}

/** All nodes of a model, with those of subgraphs and of the model's own functions. */
export function allNodes(model: Uint8Array): Node[] {
  const found: Node[] = [];
  const graph = submessage(model, MODEL.graph);
  if (graph) visitGraphs(graph, (_, nodes) => found.push(...nodes));
  for (const message of payloads(model, MODEL.functions)) found.push(...payloads(message, FUNCTION.node).map(readNode));
  return found;
}

/**
 * The first node whose operator fits, with a label: its name, or its output's where it has none.
 */
export function nodeWith(
  model: Uint8Array,
  fits: (operator: string) => boolean,
): { operator: string; label: string } | null {
  const found = allNodes(model).find(({ operator }) => fits(operator));
  return found ? { operator: found.operator, label: found.name || found.outputs[0] || found.operator } : null;
}
