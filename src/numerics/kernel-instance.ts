const PAGE = 65_536;
/** An instance whose memory is larger than this is used once: memory never shrinks. */
const KEPT = 256 * PAGE;

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/**
 * Instances of a WebAssembly module (in base64) with so many bytes of memory. One is the caller's
 * until it returns; null where the browser has no such instructions, or no such memory.
 */
export function instancesOf<Own extends Kernel>(base64: string): (bytes: number) => Own | null {
  let compiled: WebAssembly.Module | null | undefined;
  let kept: Own | null = null;
  return (bytes) => {
    compiled = compiled === undefined ? compile(base64) : compiled;
    if (!compiled) return null;
    try {
      const small = bytes <= KEPT;
      const found = (small ? kept : null) ?? (new WebAssembly.Instance(compiled).exports as unknown as Own);
      const missing = bytes - found.memory.buffer.byteLength;
      if (missing > 0) found.memory.grow(Math.ceil(missing / PAGE));
      if (small) kept = found;
      return found;
    } catch {
      return null;
    }
  };
}

function compile(base64: string): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
}
