import type { Node } from '../reading/nodes.ts';
import { columnReader } from './column-reader.ts';
import type { Graph } from './main-graph.ts';
import { isRow, type TracedColumn } from './traced-columns.ts';

/** The columns that a graph makes for the model within it. */
export interface MadeColumns {
  /**
   * The model's columns, each made from one of the row's; null where they are the row's own, as
   * they are.
   */
  readonly made: readonly TracedColumn[] | null;
  /** Columns of the row, where the file says how many there are. */
  readonly width: number | null;
}

/** Where the columns of a tensor come from. */
export interface Source extends MadeColumns {
  /**
   * For each column the column of the row, with all inputs side by side; null where columns are
   * made.
   */
  readonly columns: readonly number[] | null;
  readonly precision: 'float32' | 'float64';
}

const FLOATS: ReadonlySet<string> = new Set(['float32', 'float64']);
const NUMBERS: ReadonlySet<string> = new Set([...FLOATS, 'int64', 'int32']);

/**
 * Follows a tensor of [rows, columns] back to the graph's inputs; nodes passed are added to `used`.
 * `open`: see `columnReader`. null where a column is made of several, or by an unknown operator, or
 * is no number.
 */
export function sourceOf(graph: Graph, name: string, open: number | null, used: Set<Node>): Source | null {
  const reader = columnReader(graph, open);
  const found = reader.read(name);
  if (found?.dims.length !== 1 || found.columns.length === 0) return null;
  const { columns } = found;
  const [{ type }] = columns;
  if (!NUMBERS.has(type) || columns.some((column) => column.type !== type || column.owner < 0)) return null;
  for (const node of reader.used) used.add(node);
  const widths = graph.inputs.map(({ width }) => width);
  const width = widths.includes(null) ? null : widths.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const own = columns.every(isRow);
  const precision = type === 'float64' ? 'float64' : 'float32';
  return { columns: own ? columns.map(({ owner }) => owner) : null, made: own ? null : columns, width, precision };
}

/** The operator that hides where a tensor's columns come from; null where none does. */
export function hiddenBy(graph: Graph, name: string): string | null {
  const reader = columnReader(graph);
  return reader.read(name) ? null : (reader.stopped?.operator ?? null);
}
