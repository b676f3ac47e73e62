import { kernelBytes } from './matrix-kernel-bytes.ts';

/** The functions of matrix-kernel.wat; what they take is said there. */
export interface MatrixKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  subtract(to: number, stride: number, x: number, width: number, panel: number, count: number): void;
  solve(x: number, width: number, start: number, from: number, to: number, panels: number, length: number): void;
}

const PAGE = 65_536;
/** An instance whose memory is larger than this is used once: memory never shrinks. */
const KEPT = 256 * PAGE;

let compiled: WebAssembly.Module | null | undefined;
let kept: MatrixKernel | null = null;

/**
 * An instance with so many bytes of memory, which is the caller's until it returns; null where the
 * browser has no such instructions, or no such memory.
 */
export function matrixKernel(bytes: number): MatrixKernel | null {
  compiled = compiled === undefined ? compile() : compiled;
  if (!compiled) return null;
  try {
    const small = bytes <= KEPT;
    const found = (small ? kept : null) ?? (new WebAssembly.Instance(compiled).exports as unknown as MatrixKernel);
    const missing = bytes - found.memory.buffer.byteLength;
    if (missing > 0) found.memory.grow(Math.ceil(missing / PAGE));
    if (small) kept = found;
    return found;
  } catch {
    return null;
  }
}

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
}
