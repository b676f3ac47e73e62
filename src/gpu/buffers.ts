import { modelWords } from '../words/en.ts';

const STORAGE = () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

/** Storage buffers of one piece of work: each is kept and grown as it is needed, and all go together. */
export interface Buffers {
  /** The buffer of this name with room for so many bytes; what it held is lost where it had to grow. Throws where memory runs out. */
  room(name: string, bytes: number): Promise<GPUBuffer>;
  /** A buffer of its own that holds these numbers. */
  holding(name: string, data: Uint32Array | Int32Array): Promise<GPUBuffer>;
  close(): void;
}

export function createBuffers(device: GPUDevice): Buffers {
  const kept = new Map<string, GPUBuffer>();

  async function room(name: string, bytes: number): Promise<GPUBuffer> {
    const before = kept.get(name);
    if (before && before.size >= bytes) return before;
    // Work submitted with it goes on: a destroyed buffer lives until that is done.
    before?.destroy();
    kept.delete(name);
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    // Sizes of buffers that runtimes bind are multiples of 16.
    const buffer = device.createBuffer({ size: Math.max(16, Math.ceil(bytes / 16) * 16), usage: STORAGE() });
    const [refused, short] = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
    if (refused || short) {
      buffer.destroy();
      throw new Error(modelWords.gpuMemory(bytes, (refused ?? short)?.message ?? ''));
    }
    kept.set(name, buffer);
    return buffer;
  }

  return {
    room,
    async holding(name, data) {
      const buffer = await room(name, data.byteLength);
      device.queue.writeBuffer(buffer, 0, data as Uint32Array<ArrayBuffer>);
      return buffer;
    },
    close() {
      for (const buffer of kept.values()) buffer.destroy();
      kept.clear();
    },
  };
}
