/**
 * Brings numbers back from the GPU. Several reads may be under way at once; each has its own
 * staging buffer, which later reads use again.
 */
interface Reader {
  /**
   * Copies after all work submitted before, and resolves once the copy is done. Work submitted
   * later does not wait for it.
   */
  read(buffer: GPUBuffer, floats: number): Promise<Float32Array>;
  close(): void;
}

export function createReader(device: GPUDevice): Reader {
  let idle: GPUBuffer[] = [];
  const all = new Set<GPUBuffer>();

  function staging(bytes: number): GPUBuffer {
    const found = idle.find(({ size }) => size >= bytes);
    if (found) {
      idle = idle.filter((buffer) => buffer !== found);
      return found;
    }
    // Idle buffers that are too small now would stay unused.
    for (const buffer of idle) drop(buffer);
    idle = [];
    const buffer = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    all.add(buffer);
    return buffer;
  }

  function drop(buffer: GPUBuffer): void {
    all.delete(buffer);
    buffer.destroy();
  }

  return {
    async read(source, floats) {
      const bytes = floats * Float32Array.BYTES_PER_ELEMENT;
      const buffer = staging(bytes);
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(source, 0, buffer, 0, bytes);
      device.queue.submit([encoder.finish()]);
      await buffer.mapAsync(GPUMapMode.READ, 0, bytes);
      const numbers = new Float32Array(buffer.getMappedRange(0, bytes).slice(0));
      buffer.unmap();
      idle.push(buffer);
      return numbers;
    },
    close() {
      for (const buffer of all) buffer.destroy();
      all.clear();
      idle = [];
    },
  };
}
