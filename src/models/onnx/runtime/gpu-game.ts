import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { MaskerSpec } from '../../../games/game.ts';
import { createBuffers } from '../../../gpu/buffers.ts';
import { createAverager } from '../../../gpu/mean.ts';
import { createReader } from '../../../gpu/reader.ts';
import type { DeviceGame } from '../../device-game.ts';
import type { Binding } from '../../model.ts';
import type { BatchSizes } from './batch-sizes.ts';
import { type DeviceInput, rowWriters } from './row-writers.ts';

export interface GpuGameParts {
  readonly device: GPUDevice;
  readonly binding: Binding;
  readonly masker: MaskerSpec;
  readonly wanted: readonly number[];
  /** Places of a row of text. */
  readonly places?: number;
  readonly TensorOf: typeof Tensor;
  readonly sizes: BatchSizes;
  /** Dimensions of the output's tensor for this many rows. */
  readonly dims: (size: number) => readonly number[];
  /**
   * Runs the model on tensors on the GPU; when it resolves the fetches are written, or their
   * writing is submitted.
   */
  readonly run: (feeds: Record<string, Tensor>, fetches: InferenceSession.OnnxValueMapType) => Promise<unknown>;
}

/** A time is put down to calls of one size where they answered at least this part of the rows. */
const MOST = 0.8;

/**
 * Rows, answers and means of a game on one GPU: the rows are made by kernels and never leave it.
 * Null where kernels can't make them.
 */
export async function createGpuGame(parts: GpuGameParts): Promise<DeviceGame | null> {
  const { device, binding, masker, wanted, places, TensorOf, sizes, dims, run } = parts;
  const buffers = createBuffers(device);
  const each = masker.kind === 'tabular' ? masker.background.count : 1;
  const outputs = dims(1).reduce((product, extent) => product * extent, 1);
  const [inputs, average] = await Promise.all([
    rowWriters({ device, buffers, binding, game: masker, places }),
    createAverager(device, buffers, { each, outputs, wanted }),
  ]);
  if (!inputs) {
    buffers.close();
    return null;
  }
  const [coalitionBits, answersRoom, foundRoom] = [buffers.place(), buffers.place(), buffers.place()];
  const reader = createReader(device);
  const rowBytes = outputs * Float32Array.BYTES_PER_ELEMENT;
  let last: Promise<unknown> = Promise.resolve();
  let finished = 0;

  const tensorOf = (gpuBuffer: GPUBuffer, dataType: DeviceInput['type'], size: readonly number[]): Tensor =>
    TensorOf.fromGpuBuffer(gpuBuffer, { dataType, dims: size });

  return {
    async begin(coalitions) {
      const bits = coalitionBits(coalitions.bits.byteLength);
      device.queue.writeBuffer(bits, 0, coalitions.bits as Uint32Array<ArrayBuffer>);
      const total = coalitions.count * each;
      const answers = answersRoom(total * rowBytes);
      const start = performance.now();
      const main = sizes.next(total);
      let [inMain, calls] = [0, 0]; // rows and calls of that size
      for (let first = 0; first < total; ) {
        const size = sizes.next(total - first);
        const rows = Math.min(size, total - first);
        if (size === main) [inMain, calls] = [inMain + rows, calls + 1];
        const feeds: Record<string, Tensor> = {};
        for (const { plan, type, write } of inputs) {
          const filled = write({ bits, words: coalitions.words }, { first, rows, size });
          feeds[plan.name] = tensorOf(filled, type, plan.dims(size));
        }
        const found = foundRoom(size * rowBytes);
        await run(feeds, { [binding.output]: tensorOf(found, 'float32', dims(size)) }).catch(async (error) => {
          await buffers.made(); // so that a lack of memory is reported as such
          throw error;
        });
        const encoder = device.createCommandEncoder();
        encoder.copyBufferToBuffer(found, 0, answers, first * rowBytes, rows * rowBytes);
        device.queue.submit([encoder.finish()]);
        first += rows;
      }
      const read = reader.read(average(answers, coalitions.count), coalitions.count * wanted.length);
      const means = Promise.all([read, buffers.made()]).then(([values]) => values);
      const met = means.then(
        () => {
          // Its time begins when the GPU has finished what came before. Where that was nothing, the
          // way there and back would be in it.
          const now = performance.now();
          if (start < finished && inMain >= MOST * total) sizes.took(main, calls, now - finished);
          finished = now;
        },
        () => {}, // the caller gets the error when it awaits them
      );
      last = last.then(() => met);
      return { means };
    },
    async close() {
      // Means may still be on their way.
      await last;
      reader.close();
      buffers.close();
    },
  };
}
