import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { type Buffers, createBuffers } from '../../../gpu/buffers.ts';
import { createReader } from '../../../gpu/reader.ts';

/** Tensors on the GPU, by name. */
type Tensors = Readonly<Record<string, Tensor>>;
type Run = (feeds: Tensors, fetches: Tensors) => Promise<unknown>;

export interface RecordedCalls {
  /**
   * Like a plain call, by the recorded commands where they are of this shape. When it resolves the
   * fetches are written, or their writing is submitted.
   */
  run: Run;
  /** Whether calls of some shape are being repeated. */
  recorded(): boolean;
  close(): Promise<void>;
}

export interface RecordingParts {
  readonly device: GPUDevice;
  readonly TensorOf: typeof Tensor;
  /** A plain call. */
  readonly plain: Run;
  /**
   * A session of the same model that records its commands the first time it is run, and repeats
   * them from then on.
   */
  readonly create: () => Promise<InferenceSession>;
  /** Runs `work` when no call is under way. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
  /** Calls of a shape after which it is worth recording. */
  readonly worth?: number;
  /** A recorded call is used if it takes at most this part of a plain call's time. */
  readonly gain?: number;
  /** Milliseconds of a plain call above which there is nothing to gain. */
  readonly long?: number;
  /** Milliseconds without a call before recording is tried, which takes about a second, once. */
  readonly quiet?: number;
}

const WORTH = 100;
const GAIN = 0.97;
const QUIET = 1000;
/**
 * Both kinds of calls are timed this many times in turn, this many calls submitted together as an
 * explanation does.
 */
const [ROUNDS, TOGETHER] = [5, 4];
/**
 * Making commands anew takes a few milliseconds at most: a call that takes longer than this would
 * gain next to nothing.
 */
const LONG = 20;

/** One call's tensors in buffers of our own. */
interface Held {
  readonly feeds: Tensors;
  readonly fetches: Tensors;
  readonly buffers: Buffers;
}

/**
 * Calls of a model whose commands the runtime records and repeats (`enableGraphCapture`), which
 * spares it making them anew: some 7 % of MobileNet's bare passes on an H100. What is recorded
 * reads and writes the buffers that it was recorded with, whichever it is given: that session has
 * buffers of its own, and tensors are copied to and from them.
 */
export function createRecordedCalls(parts: RecordingParts): RecordedCalls {
  const { device, TensorOf, plain, create, inTurn, worth = WORTH, gain = GAIN, long = LONG, quiet = QUIET } = parts;
  const calls = new Map<string, number>();
  /** A call to try recordings on; null before there were enough calls, and once it was tried. */
  let sample: Held | null = null;
  let tried = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let recorded: { readonly shape: string; readonly session: InferenceSession; readonly held: Held } | null = null;

  const shapeOf = (feeds: Tensors): string => JSON.stringify(Object.values(feeds).map(({ dims }) => dims));

  function hold(given: Pick<Held, 'feeds' | 'fetches'>): Held {
    const buffers = createBuffers(device);
    const own = (tensors: Tensors): Tensors =>
      Object.fromEntries(
        Object.entries(tensors).map(([name, { type, dims, gpuBuffer }]) => {
          const buffer = buffers.place()(gpuBuffer.size);
          return [name, TensorOf.fromGpuBuffer(buffer, { dataType: type as 'float32', dims })];
        }),
      );
    return { feeds: own(given.feeds), fetches: own(given.fetches), buffers };
  }

  /** Buffers of one call may be larger than another's. */
  function copy(from: Tensors, to: Tensors): void {
    const encoder = device.createCommandEncoder();
    for (const [name, { gpuBuffer }] of Object.entries(to)) {
      const source = from[name].gpuBuffer;
      encoder.copyBufferToBuffer(source, 0, gpuBuffer, 0, Math.min(source.size, gpuBuffer.size));
    }
    device.queue.submit([encoder.finish()]);
  }

  async function repeat(session: InferenceSession, held: Held, feeds: Tensors, fetches: Tensors): Promise<void> {
    copy(feeds, held.feeds);
    await session.run(held.feeds, held.fetches);
    copy(held.fetches, fetches);
  }

  async function milliseconds(work: () => Promise<unknown>, times: number): Promise<number> {
    const start = performance.now();
    for (let time = 0; time < times; time++) await work();
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  }

  /**
   * Whether repeated calls answer the sample with the bits of a plain call, and sooner. The first
   * run is of zeros, so that a run repeated without the new inputs shows.
   */
  async function isBetter(session: InferenceSession, held: Held, { feeds, fetches }: Held): Promise<boolean> {
    const reader = createReader(device);
    try {
      await session.run(held.feeds, held.fetches);
      const read = () =>
        Promise.all(Object.values(fetches).map((tensor) => reader.read(tensor.gpuBuffer, tensor.size)));
      await plain(feeds, fetches);
      const right = await read();
      await repeat(session, held, feeds, fetches);
      const repeated = await read();
      if (!right.every((values, at) => values.every((value, i) => Object.is(value, repeated[at][i])))) return false;
      if ((await milliseconds(() => plain(feeds, fetches), 1)) > long) return false;
      const [slow, quick]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        slow.push(await milliseconds(() => plain(feeds, fetches), TOGETHER));
        quick.push(await milliseconds(() => repeat(session, held, feeds, fetches), TOGETHER));
      }
      return median(quick) <= gain * median(slow);
    } finally {
      reader.close();
    }
  }

  /** Null where it is no better than plain calls. */
  async function recording(one: Held): Promise<typeof recorded> {
    const held = hold(one);
    let session: InferenceSession | null = null;
    let better = false;
    try {
      session = await create();
      await Promise.all([held.buffers.made(), one.buffers.made()]);
      better = await isBetter(session, held, one);
      return better ? { shape: shapeOf(one.feeds), session, held } : null;
    } finally {
      if (!better) {
        await session?.release();
        held.buffers.close();
      }
    }
  }

  async function record(): Promise<void> {
    if (tried || !sample) return;
    tried = true;
    const one = sample;
    sample = null;
    try {
      // In onnxruntime-web 1.30 the first session that records may fail where others did not; the
      // next one works.
      recorded = await recording(one).catch(() => recording(one));
    } catch {
      // A model with operators that leave the GPU cannot be recorded.
    } finally {
      one.buffers.close();
    }
  }

  return {
    async run(feeds, fetches) {
      clearTimeout(timer);
      const shape = shapeOf(feeds);
      if (recorded?.shape === shape) return repeat(recorded.session, recorded.held, feeds, fetches);
      await plain(feeds, fetches);
      if (tried) return;
      const count = (calls.get(shape) ?? 0) + 1;
      calls.set(shape, count);
      if (!sample && count >= worth) {
        sample = hold({ feeds, fetches });
        copy(feeds, sample.feeds);
      }
      // A lost device is replaced with its worker.
      if (sample) timer = setTimeout(() => inTurn(record).catch(() => {}), quiet);
    },

    recorded: () => recorded !== null,

    async close() {
      clearTimeout(timer);
      tried = true;
      sample?.buffers.close();
      await recorded?.session.release();
      recorded?.held.buffers.close();
    },
  };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
