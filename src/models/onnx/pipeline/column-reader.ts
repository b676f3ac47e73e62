// Follows a tensor back to the graph's inputs, column by column, through what pipelines put in
// front of a model.

import { ownOf } from '../../../data/named.ts';
import { tensorNumbers, tensorTexts } from '../reading/attributes.ts';
import type { Node } from '../reading/nodes.ts';
import { ELEMENT_TYPES } from '../reading/proto.ts';
import { elementwise } from './elementwise.ts';
import { encoders } from './encoders.ts';
import type { Graph } from './main-graph.ts';
import { moves } from './moves.ts';
import {
  COLUMN_LIMIT,
  type ColumnType,
  type ColumnValue,
  constantColumn,
  isColumnType,
  type Operators,
  type TracedColumn,
  type TracedTensor,
} from './traced-columns.ts';

const operators: Operators = { ...moves, ...encoders, ...elementwise };

export interface ColumnReader {
  /**
   * The columns of a tensor; null where an operator on the way makes one column of several, or is
   * unknown.
   */
  read(name: string): TracedTensor | null;
  /** Nodes passed so far. */
  readonly used: ReadonlySet<Node>;
  /** The first node that could not be passed. */
  readonly stopped: Node | null;
}

/**
 * Reads tensors of a graph; each is read once. `open`: the columns of an only input, where the file
 * leaves them open.
 */
export function columnReader(graph: Graph, open: number | null = null): ColumnReader {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const known = new Map<string, TracedTensor | null>();
  const used = new Set<Node>();
  let stopped: Node | null = null;
  let count = 0;

  function read(name: string): TracedTensor | null {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, null); // what a cycle finds
    const made = makers.get(name);
    const found = made ? passed(made, name) : inputTensor(graph, name, open);
    count += found?.columns.length ?? 0;
    const kept = count <= COLUMN_LIMIT ? found : null;
    known.set(name, kept);
    return kept;
  }

  function passed(node: Node, name: string): TracedTensor | null {
    used.add(node);
    const operator = ownOf(operators, node.operator);
    const found = operator ? outcome(operator, node, name) : null;
    if (!found) stopped ??= node;
    return found;
  }

  function outcome(operator: Operators[string], node: Node, name: string): TracedTensor | null {
    const inputs: TracedTensor[] = [];
    for (const input of node.inputs) {
      const tensor = input === '' ? { dims: [], columns: [] } : (constantTensor(graph, input) ?? read(input));
      if (!tensor) return null;
      inputs.push(tensor);
    }
    return inputs.length > 0 ? operator({ node, inputs, graph, output: name }) : null;
  }

  return {
    read,
    used,
    get stopped() {
      return stopped;
    },
  };
}

/**
 * An input of the graph: its columns come after those of the inputs before it. null where the file
 * does not say how many it has.
 */
function inputTensor({ inputs }: Graph, name: string, open: number | null): TracedTensor | null {
  const at = inputs.findIndex((each) => each.name === name);
  if (at < 0 || !isColumnType(inputs[at].type)) return null;
  const widths = inputs.slice(0, at + 1).map(({ width }) => width ?? (inputs.length === 1 ? open : null));
  if (widths.some((width) => width === null || width > COLUMN_LIMIT)) return null;
  const width = widths[at] ?? 0;
  const type = inputs[at].type as ColumnType;
  const first = widths.slice(0, at).reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const columns = Array.from({ length: width }, (_, i): TracedColumn => ({ owner: first + i, type, make: null }));
  return { dims: inputs[at].flat ? [] : [width], columns };
}

/**
 * A constant as columns that are the same in all rows; null where there is none of that name, or
 * none whose values can be read.
 */
function constantTensor({ initializers }: Graph, name: string): TracedTensor | null {
  const constant = initializers.get(name);
  if (!constant) return null;
  const numbers = tensorNumbers(constant);
  const { dims, data } = numbers ?? tensorTexts(constant) ?? { dims: [0], data: [] };
  const type = numbers ? ELEMENT_TYPES[numbers.type] : 'string';
  if (!isColumnType(type) || data.length > COLUMN_LIMIT) return null;
  const columns = Array.from(data as ArrayLike<ColumnValue>, (value) => constantColumn(value, type));
  return { dims, columns };
}
