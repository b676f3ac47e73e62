// Follows a tensor back to the graph's inputs, column by column, through what pipelines put in
// front of a model.

import { tensorNumbers, tensorTexts } from '../reading/attributes.ts';
import type { Node } from '../reading/graph.ts';
import { ELEMENT_TYPES } from '../reading/proto.ts';
import {
  CELL_LIMIT,
  type Cell,
  type CellType,
  type Columns,
  constantCell,
  isCellType,
  type Operators,
  type Value,
} from './cells.ts';
import type { Graph } from './chain.ts';
import { elementwise } from './elementwise.ts';
import { encoders } from './encoders.ts';
import { moves } from './moves.ts';

const operators: Operators = { ...moves, ...encoders, ...elementwise };

export interface ColumnReader {
  /**
   * The columns of a tensor; null where something between makes one column of several, or is not
   * known.
   */
  read(name: string): Columns | null;
  /** Nodes passed on the way. */
  readonly used: ReadonlySet<Node>;
  /** The node that ended the last way that came to nothing. */
  readonly stopped: Node | null;
}

/**
 * Reads tensors of a graph; each is read once. `open`: columns of a lone input where the file
 * leaves them open.
 */
export function columnReader(graph: Graph, open: number | null = null): ColumnReader {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const known = new Map<string, Columns | null>();
  const used = new Set<Node>();
  let stopped: Node | null = null;
  let count = 0;

  function read(name: string): Columns | null {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, null); // what a cycle finds
    const made = makers.get(name);
    const found = made ? passed(made, name) : inputColumns(graph, name, open);
    count += found?.cells.length ?? 0;
    const kept = count <= CELL_LIMIT ? found : null;
    known.set(name, kept);
    return kept;
  }

  function passed(node: Node, name: string): Columns | null {
    used.add(node);
    const operator = operators[node.operator];
    const found = operator ? outcome(operator, node, name) : null;
    if (!found) stopped ??= node;
    return found;
  }

  function outcome(operator: Operators[string], node: Node, name: string): Columns | null {
    const inputs: Columns[] = [];
    for (const input of node.inputs) {
      const columns = input === '' ? { dims: [], cells: [] } : (constantColumns(graph, input) ?? read(input));
      if (!columns) return null;
      inputs.push(columns);
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
function inputColumns({ inputs }: Graph, name: string, open: number | null): Columns | null {
  const at = inputs.findIndex((each) => each.name === name);
  if (at < 0 || !isCellType(inputs[at].type)) return null;
  const widths = inputs.slice(0, at + 1).map(({ width }) => width ?? (inputs.length === 1 ? open : null));
  if (widths.some((width) => width === null || width > CELL_LIMIT)) return null;
  const width = widths[at] ?? 0;
  const type = inputs[at].type as CellType;
  const first = widths.slice(0, at).reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const cells = Array.from({ length: width }, (_, i): Cell => ({ owner: first + i, type, make: null }));
  return { dims: inputs[at].flat ? [] : [width], cells };
}

/**
 * A constant as columns that are the same in all rows; null where it is none, or has several rows.
 */
function constantColumns({ initializers }: Graph, name: string): Columns | null {
  const tensor = initializers.get(name);
  if (!tensor) return null;
  const numbers = tensorNumbers(tensor);
  const { dims, data } = numbers ?? tensorTexts(tensor) ?? { dims: [0], data: [] };
  const type = numbers ? ELEMENT_TYPES[numbers.type] : 'string';
  if (!isCellType(type) || data.length > CELL_LIMIT) return null;
  const cells = Array.from(data as ArrayLike<Value>, (value) => constantCell(value, type));
  return { dims, cells };
}
