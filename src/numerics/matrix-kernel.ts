import { instancesOf } from './kernel-instance.ts';
import { kernelBytes } from './matrix-kernel-bytes.ts';

/** The functions of matrix-kernel.wat; what they take is said there. */
export interface MatrixKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  subtract(to: number, stride: number, x: number, width: number, panel: number, count: number): void;
  solve(x: number, width: number, start: number, from: number, to: number, panels: number, length: number): void;
}

export const matrixKernel = instancesOf<MatrixKernel>(kernelBytes);
