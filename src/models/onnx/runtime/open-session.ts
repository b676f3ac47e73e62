import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-web/wasm';
import type { Binding } from '../../model.ts';
import { withFreeBatch } from '../reading/free-batch.ts';
import { createFeeder } from './feed.ts';

export interface OpenedSession {
  readonly session: InferenceSession;
  /** What it runs: the file's bytes, or those of the model with its number of rows freed. */
  readonly bytes: Uint8Array;
  /** Rows a call must have; null: any number. */
  readonly batch: number | null;
}

export interface SessionParts {
  readonly binding: Binding;
  readonly onGpu: boolean;
  readonly create: (bytes: Uint8Array) => Promise<InferenceSession>;
  readonly TensorOf: typeof Tensor;
}

/**
 * Opens a model. One whose file fixes a row at a time is opened to take any number, provided it
 * then answers two rows together as it does each by itself. On the CPU one picture at a time is as
 * good as several.
 */
export async function openSession(bytes: Uint8Array, parts: SessionParts): Promise<OpenedSession> {
  const { binding, onGpu, create } = parts;
  const session = await create(bytes);
  const freed = binding.batch === 1 && (onGpu || binding.kind !== 'image') ? withFreeBatch(bytes) : null;
  if (!freed) return { session, bytes, batch: binding.batch };
  let free: InferenceSession | null = null;
  try {
    free = await create(freed);
    if (await agree(session, free, parts)) {
      await session.release();
      return { session: free, bytes: freed, batch: null };
    }
  } catch {
    // Some operator in it still wants one row.
  }
  await free?.release();
  return { session, bytes, batch: 1 };
}

/** A GPU may add in another order: largest difference between rows together and one by one. */
const GPU_TOLERANCE = 1e-5;

/** Whether the freed model answers two rows in a call as the original answers them one by one. */
async function agree(
  fixed: InferenceSession,
  free: InferenceSession,
  { binding, onGpu, TensorOf }: SessionParts,
): Promise<boolean> {
  const feeder = createFeeder(binding, TensorOf, '');
  const { width } = feeder;
  // Whole numbers, which every type takes; rows differ in size, so that a scale taken over both
  // shows.
  const rows = Float32Array.from({ length: 2 * width }, (_, at) => (at < width ? at % 2 : 1 + ((7 * at) % 5)));
  const answer = async (session: InferenceSession, from: number, to: number): Promise<number[]> => {
    const outputs = await session.run(feeder.feeds(rows, from, to, to - from), [binding.output]);
    return Array.from((outputs[binding.output] as TypedTensor<'float32'>).data as Iterable<number>, Number);
  };
  const [first, second] = [await answer(fixed, 0, 1), await answer(fixed, 1, 2)];
  const apart = [...first, ...second];
  const together = await answer(free, 0, 2);
  const scale = onGpu ? GPU_TOLERANCE * Math.max(...apart.map(Math.abs)) : 0;
  // Where both rows have the same answer, agreement says nothing.
  const telling = first.some((value, at) => value !== second[at]);
  return (
    telling && together.length === apart.length && together.every((value, at) => Math.abs(value - apart[at]) <= scale)
  );
}
