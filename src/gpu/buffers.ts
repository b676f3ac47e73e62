import { modelWords } from '../words/en.ts';

/**
 * Buffers of one piece of work, which go together. They are there at once; whether the GPU had
 * memory for them it tells later (`made`): to wait for it each time would cost more than most
 * kernels take.
 */
export interface Buffers {
  /** A buffer that holds these numbers. */
  holding(data: Uint32Array | Int32Array): GPUBuffer;
  /**
   * A place for a buffer of so many bytes or more: the one it holds where that is large enough,
   * else a new one, and what the old one held is lost.
   */
  place(): (bytes: number) => GPUBuffer;
  /** A buffer for so many parameters of a shader. */
  uniform(parameters: number): GPUBuffer;
  /**
   * Throws where memory ran out for a buffer asked for since the last call; what was submitted with
   * it did nothing.
   */
  made(): Promise<unknown>;
  close(): void;
}

export function createBuffers(device: GPUDevice): Buffers {
  const all = new Set<GPUBuffer>();
  let waiting: Promise<void>[] = [];

  function create(bytes: number, usage: number): GPUBuffer {
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    // Sizes of buffers that runtimes bind are multiples of 16, and so are those of uniform buffers.
    const buffer = device.createBuffer({ size: Math.max(16, Math.ceil(bytes / 16) * 16), usage });
    const there = Promise.all([device.popErrorScope(), device.popErrorScope()]).then(([refused, short]) => {
      const error = refused ?? short;
      if (error) throw new Error(modelWords.gpuMemory(bytes, error.message));
    });
    there.catch(() => {}); // met in `made`
    waiting.push(there);
    all.add(buffer);
    return buffer;
  }
  const storage = (bytes: number) =>
    create(bytes, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);

  return {
    holding(data) {
      const buffer = storage(data.byteLength);
      device.queue.writeBuffer(buffer, 0, data as Uint32Array<ArrayBuffer>);
      return buffer;
    },
    place() {
      let held: GPUBuffer | null = null;
      return (bytes) => {
        if (held && held.size >= bytes) return held;
        // Work submitted with it goes on: a destroyed buffer lives until that is done.
        held?.destroy();
        if (held) all.delete(held);
        held = storage(bytes);
        return held;
      };
    },
    uniform: (parameters) =>
      create(parameters * Uint32Array.BYTES_PER_ELEMENT, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST),
    made() {
      const made = Promise.all(waiting);
      waiting = [];
      return made;
    },
    close() {
      for (const buffer of all) buffer.destroy();
      all.clear();
    },
  };
}
