/**
 * Brings numbers back from the GPU. Several reads may be out: each has a staging buffer of its own,
 * kept for those to come.
 */
export interface Reader {
  /**
   * Copies after all that was submitted before; resolves once it is done, without holding up what
   * is submitted next.
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
    // Those that are too small would never be used again.
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
