import { kernelBytes } from './kernel-bytes.ts';

/**
 * The functions of kernel.wat. Addresses and sizes are bytes of `memory`; what they need of sizes
 * is said there.
 */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  combine(
    to: number,
    start: number,
    changes: number,
    players: number,
    count: number,
    size: number,
    sign: number,
    floor: number,
  ): void;
  dense(
    to: number,
    from: number,
    rows: number,
    inner: number,
    outer: number,
    weights: number,
    bias: number,
    floor: number,
  ): void;
  exp(at: number, size: number): void;
  logistic(at: number, size: number): void;
  tanh(at: number, size: number): void;
  leaky(at: number, size: number, alpha: number): void;
  elu(at: number, size: number, alpha: number): void;
}

/** An instance with memory of its own. */
export async function openKernel(): Promise<Kernel> {
  const bytes = Uint8Array.from(atob(kernelBytes), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  return instance.exports as unknown as Kernel;
}

const PAGE = 2 ** 16;

/**
 * Has the memory hold so many bytes; where it grows, arrays on it that were made before are gone.
 */
export function reserve({ memory }: Kernel, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}
