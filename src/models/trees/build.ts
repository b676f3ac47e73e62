import type { Message, MessageValues } from '../../catalogue/message.ts';
import type { Trees } from '../../structures/trees.ts';
import { type Leaf, LinearLeavesBuilder } from './build-linear.ts';
import { CATEGORY_LIMIT, COLUMNS_LIMIT, DEPTH_LIMIT, OUTPUTS_LIMIT, VALUES_LIMIT, WORDS_LIMIT } from './limits.ts';
import { malformed, nodeText, type TreeMessageKey } from './tree-model.ts';
import { validate } from './validate.ts';

/** An inner node of a file; its children by their numbers there. */
export interface Split {
  readonly feature: number;
  /** One of `Test`. */
  readonly test: number;
  readonly threshold: number;
  /** The categories of a member test. */
  readonly members?: readonly number[];
  /** Bits of `Missing`. */
  readonly missing: number;
  readonly left: number;
  readonly right: number;
  readonly cover: number;
}

interface EnsembleShape {
  readonly file: string;
  readonly columns: number;
  readonly outputs: number;
  readonly precision: Trees['precision'];
  readonly aggregate: Trees['aggregate'];
  /** Whether the file says how many rows reached each node. */
  readonly covers: boolean;
}

/**
 * Puts the trees of a file into flat arrays, in preorder: nodes that no root leads to are left out.
 */
export class TreesBuilder {
  private readonly roots: number[] = [];
  private readonly feature: number[] = [];
  private readonly test: number[] = [];
  private readonly threshold: number[] = [];
  private readonly setEnd: number[] = [];
  private readonly sets: number[] = [];
  private readonly missing: number[] = [];
  private readonly left: number[] = [];
  private readonly right: number[] = [];
  private readonly cover: number[] = [];
  private readonly value: number[] = [];
  private readonly linear = new LinearLeavesBuilder();
  private readonly shape: EnsembleShape;
  /** A leaf's value for an output it does not mention. */
  private readonly nothing: number;

  constructor(shape: EnsembleShape) {
    this.shape = shape;
    const { columns, outputs } = shape;
    const fits = (n: number, limit: number) => Number.isInteger(n) && n >= 1 && n <= limit;
    if (!fits(columns, COLUMNS_LIMIT) || !fits(outputs, OUTPUTS_LIMIT)) throw this.problem('tree.size');
    this.nothing = { sum: 0, min: Infinity, max: -Infinity }[shape.aggregate];
  }

  /**
   * Adds a tree of nodes numbered from 0, given by what `read` says of each. `seen`, with an entry
   * per node, marks the splits met so far; a leaf may hang below several.
   * @throws OrielError `model-trees` for children out of range, splits reached twice, and trees too
   * deep or too large.
   */
  add(root: number, seen: Uint8Array, read: (node: number) => Split | Leaf): void {
    const tree = this.roots.length;
    const where = (node: number) => nodeText(tree, node);
    const stack = [{ id: root, parent: -1, isRight: false, depth: 0 }];
    this.roots.push(this.feature.length);
    this.linear.beginTree();
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { id, parent, isRight, depth } = next;
      if (!Number.isInteger(id) || id < 0 || id >= seen.length) throw this.problem('tree.child', { where: where(id) });
      if (depth > DEPTH_LIMIT) throw this.problem('tree.depth', { limit: DEPTH_LIMIT });
      const at = this.feature.length;
      if (parent >= 0) (isRight ? this.right : this.left)[parent] = at;
      const node = read(id);
      this.push(node, where(id));
      if (!('left' in node)) continue;
      if (seen[id] === 1) throw this.problem('tree.cycle', { where: where(id) });
      seen[id] = 1;
      stack.push({ id: node.right, parent: at, isRight: true, depth: depth + 1 });
      stack.push({ id: node.left, parent: at, isRight: false, depth: depth + 1 });
    }
  }

  /** All trees, checked. `base` has K values. */
  finish(base: readonly number[]): Trees {
    const { columns, outputs, precision, aggregate, covers, file } = this.shape;
    if (base.length !== outputs || !base.every(Number.isFinite)) throw this.problem('tree.base');
    const trees: Trees = {
      columns,
      precision,
      outputs,
      roots: Int32Array.from(this.roots),
      feature: Int32Array.from(this.feature),
      test: Uint8Array.from(this.test),
      threshold: Float64Array.from(this.threshold),
      setEnd: Int32Array.from(this.setEnd),
      sets: Uint32Array.from(this.sets),
      missing: Uint8Array.from(this.missing),
      left: Int32Array.from(this.left),
      right: Int32Array.from(this.right),
      cover: covers ? Float64Array.from(this.cover) : null,
      value: Float64Array.from(this.value),
      base: Float64Array.from(base),
      aggregate,
      ...this.linear.finish(),
    };
    validate(trees, file);
    return trees;
  }

  private push(node: Split | Leaf, where: Message): void {
    const { outputs, columns } = this.shape;
    const start = this.value.length;
    if (start + outputs > VALUES_LIMIT) throw this.problem('tree.size');
    const split = 'left' in node;
    if (split && !(Number.isInteger(node.feature) && node.feature >= 0 && node.feature < columns))
      throw this.problem('tree.column', { where, column: node.feature + 1 });
    for (let k = 0; k < outputs; k++) this.value.push(split ? 0 : this.nothing);
    this.left.push(-1);
    this.right.push(-1);
    this.cover.push(node.cover);
    this.feature.push(split ? node.feature : -1);
    this.test.push(split ? node.test : 0);
    this.missing.push(split ? node.missing : 0);
    this.threshold.push(!split ? 0 : node.members ? this.sets.length : node.threshold);
    if (split && node.members) this.addSet(node.members, where);
    this.setEnd.push(split && node.members ? this.sets.length : 0);
    this.linear.push(split ? null : node);
    if (this.linear.terms > VALUES_LIMIT) throw this.problem('tree.size');
    if (split) return;
    for (const [k, value] of node.values) {
      if (!Number.isInteger(k) || k < 0 || k >= outputs) throw this.problem('tree.output', { where });
      const held = this.value[start + k];
      this.value[start + k] = combined(held, value, this.shape.aggregate);
    }
  }

  private addSet(members: readonly number[], where: Message): void {
    const words: number[] = [];
    for (const member of members) {
      if (!Number.isInteger(member) || member < 0 || member >= CATEGORY_LIMIT)
        throw this.problem('tree.category', { where, most: CATEGORY_LIMIT - 1 });
      while (words.length <= member >>> 5) words.push(0);
      words[member >>> 5] = (words[member >>> 5] | (1 << (member & 31))) >>> 0;
    }
    if (this.sets.length + words.length > WORDS_LIMIT) throw this.problem('tree.size');
    for (const word of words) this.sets.push(word);
  }

  private problem(key: TreeMessageKey, values?: MessageValues) {
    return malformed(this.shape.file, key, values);
  }
}

function combined(held: number, value: number, aggregate: Trees['aggregate']): number {
  if (aggregate === 'sum') return held + value;
  // `validate` must see a value that is not a number.
  return Number.isNaN(value) ? value : aggregate === 'min' ? Math.min(held, value) : Math.max(held, value);
}
