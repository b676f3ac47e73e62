import type { LinearLeaves } from '../../structures/linear-leaves.ts';

export interface Leaf {
  /** Pairs of output and value; an output given twice counts its sum. */
  readonly values: readonly (readonly [output: number, value: number])[];
  readonly cover: number;
  /** The linear model of a leaf that has one value. */
  readonly linear?: LeafModel;
}

export interface LeafModel {
  readonly constant: number;
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
}

/** Gathers the linear models of leaves, node after node; without any, there is nothing to keep. */
export class LinearLeavesBuilder {
  private any = false;
  private readonly output: number[] = [];
  private readonly constant: number[] = [];
  private readonly first: number[] = [0];
  private readonly column: number[] = [];
  private readonly coefficient: number[] = [];

  get terms(): number {
    return this.column.length;
  }

  beginTree(): void {
    this.output.push(0);
  }

  /** The next node; null for one that is not a leaf. */
  push(leaf: Leaf | null): void {
    const linear = leaf?.linear;
    const [output, value] = leaf?.values[0] ?? [0, 0];
    if (linear) this.any = true;
    if (leaf) this.output[this.output.length - 1] = output;
    this.constant.push(linear?.constant ?? value);
    for (const column of linear?.columns ?? []) this.column.push(column);
    for (const coefficient of linear?.coefficients ?? []) this.coefficient.push(coefficient);
    this.first.push(this.column.length);
  }

  finish(): { readonly linear?: LinearLeaves } {
    if (!this.any) return {};
    const linear = {
      output: Int32Array.from(this.output),
      constant: Float64Array.from(this.constant),
      first: Int32Array.from(this.first),
      column: Int32Array.from(this.column),
      coefficient: Float64Array.from(this.coefficient),
    };
    return { linear };
  }
}
