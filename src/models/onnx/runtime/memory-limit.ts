import { MEGABYTE, RUNTIME_MEGABYTES } from '../../../limits.ts';

/** Bytes that WebAssembly memory of this thread may have by now; 0 before the first model. */
let allowed = 0;
const PAGE = 2 ** 16;

/**
 * Bounds this thread's WebAssembly memory by what a model of this size can need. The runtime takes
 * any memory that is asked for, up to 4 GB in each worker; refused more, it fails as where memory
 * runs out, and is then asked for fewer rows.
 */
export function limitMemory(modelBytes: number): void {
  const { least, perMegabyte, most } = RUNTIME_MEGABYTES;
  const bytes = Math.min(most * MEGABYTE, least * MEGABYTE + perMegabyte * modelBytes);
  if (allowed === 0) {
    const { grow } = WebAssembly.Memory.prototype;
    WebAssembly.Memory.prototype.grow = function (pages) {
      if (this.buffer.byteLength + pages * PAGE > allowed) throw new RangeError('WebAssembly memory: limit reached');
      return grow.call(this, pages);
    };
  }
  allowed = Math.max(allowed, bytes);
}
