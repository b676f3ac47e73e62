import { message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';

/**
 * The buffers of one piece of work, which are freed together. They can be used at once; whether the
 * GPU had memory for them is known later (`made`), because waiting for that each time would take
 * longer than most kernels.
 */
export interface Buffers {
  /** A buffer filled with these numbers. */
  holding(data: Uint32Array | Int32Array): GPUBuffer;
  /**
   * Keeps one buffer and hands it out: each call gives a buffer of at least this many bytes, the
   * same one while it is large enough, else a new one without the old one's contents.
   */
  place(): (bytes: number) => GPUBuffer;
  /** A buffer for this many parameters of a shader. */
  uniform(parameters: number): GPUBuffer;
  /**
   * Rejects with `failure-backend` where memory ran out for a buffer created since the last call;
   * work submitted with such a buffer did nothing.
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
    // Runtimes bind buffers whose sizes are multiples of 16, which uniform buffers need as well.
    const buffer = device.createBuffer({ size: Math.max(16, Math.ceil(bytes / 16) * 16), usage });
    const allocated = Promise.all([device.popErrorScope(), device.popErrorScope()]).then(([refused, short]) => {
      const error = refused ?? short;
      if (!error) return;
      const text = message('model.gpuMemory', { bytes, text: foreign(error.message) });
      throw new OrielError('failure-backend', { backend: 'webgpu', text });
    });
    allocated.catch(() => {}); // `made` passes it on
    waiting.push(allocated);
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
        // Work submitted with it still completes: a destroyed buffer lives until then.
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
