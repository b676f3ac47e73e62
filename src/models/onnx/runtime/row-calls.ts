import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { message } from '../../../catalogue/message.ts';
import { OrielError } from '../../../errors.ts';
import { NO_TOKEN } from '../../../games/text-masker.ts';
import type { GpuDevice } from '../../../gpu/device.ts';
import { type Numbers, precisionOf, roomLike } from '../../../numerics/numbers.ts';
import { checkOutputs } from '../../bind/output.ts';
import type { Binding } from '../../model.ts';
import { type BatchSizes, callRows, createBatchSizes } from './batch-sizes.ts';
import { createFeeder, numbersIn } from './feed.ts';

/** On a GPU each length of text has its own buffers: rows fill a multiple of this many places. */
const GPU_PLACES = 16;

/** One call of the runtime: the tensor of the output that is read. */
export type Run = (feeds: Record<string, Tensor>, fetches?: InferenceSession.FetchesType) => Promise<Tensor>;

/** Calls of a model: rows go in, answers come out. One call at a time, which the caller sees to. */
export interface RowCalls {
  /** K; 0 until the first call where neither the file nor the card says it. */
  readonly outputs: number;
  /** Most rows of a call. */
  readonly largest: number;
  readonly sizes: BatchSizes;
  /** The output's tensor as it was last seen, of a call of `size` rows. */
  readonly answer: { readonly type: string; readonly dims: readonly number[]; readonly size: number } | null;
  /** Places of the model's rows for a text of this many. */
  placesFor(places: number): number;
  /** Answers are float64 where both the rows and the output are, else float32. */
  predict(rows: Numbers, count: number): Promise<Numbers>;
  /** Answers a row of zeros, in a call of `size` rows. Default: a call as for one row. */
  tryRow(size?: number): Promise<void>;
  /** Sizes of calls whose shaders differ from each other's, as far as their shapes are known. */
  readonly warmUpSizes: readonly number[];
}

export interface RowCallsParts {
  readonly binding: Binding;
  readonly TensorOf: typeof Tensor;
  /** null on the CPU. */
  readonly gpu: GpuDevice | null;
  readonly file: string;
  readonly mostRows?: number;
  readonly run: Run;
}

export function createRowCalls({ binding, TensorOf, gpu, file, mostRows, run }: RowCallsParts): RowCalls {
  /** Rows of text are as long as the text. */
  const anyLength = binding.kind === 'text' && binding.tokens === null;
  let feeder = createFeeder(binding, TensorOf, file);
  const rowsOfCalls = callRows(binding, gpu, feeder.width, mostRows);
  const largest = rowsOfCalls[rowsOfCalls.length - 1];
  const sizes = createBatchSizes(rowsOfCalls);
  let outputs = binding.outputs;
  let answer: RowCalls['answer'] = null;

  /** Rows of the next call; on the CPU nothing is filled up beyond what the model demands. */
  const sizeFor = (left: number): number =>
    gpu || binding.batch !== null ? sizes.next(left) : Math.min(left, largest);

  const runRows = async (rows: Numbers, from: number, to: number, size: number): Promise<Numbers> => {
    const tensor = await run(feeder.feeds(rows, from, to, size));
    const found = tensor.size / size;
    answer = { type: tensor.type, dims: tensor.dims, size };
    if (outputs === 0) {
      checkOutputs(found, binding.output, file);
      outputs = found;
    }
    if (found !== outputs || !Number.isInteger(found)) {
      const text = message('model.outputValues', { found: tensor.size, rows: size });
      throw new OrielError('model-output', { output: binding.output, file, text });
    }
    return numbersIn(tensor, (to - from) * outputs, precisionOf(rows));
  };

  const placesFor = (places: number): number => {
    if (binding.kind === 'text' && binding.tokens !== null) return binding.tokens;
    return gpu ? Math.ceil(places / GPU_PLACES) * GPU_PLACES : places;
  };

  /** The rows at the length the model is given, with the feeder for that length in place. */
  const fitted = (rows: Numbers, count: number): Numbers => {
    if (!anyLength || count === 0) return rows;
    const places = rows.length / count;
    const wanted = placesFor(places);
    if (feeder.width !== wanted) feeder = createFeeder(binding, TensorOf, file, wanted);
    return wanted === places ? rows : lengthened(rows, count, wanted);
  };

  return {
    get outputs() {
      return outputs;
    },
    largest,
    sizes,
    get answer() {
      return answer;
    },
    placesFor,
    async predict(given, count) {
      const rows = fitted(given, count);
      const values = roomLike(rows, count * outputs);
      for (let from = 0; from < count; ) {
        const size = sizeFor(count - from);
        const to = Math.min(count, from + size);
        const answers = await runRows(rows, from, to, size);
        if (to - from === count) return answers;
        values.set(answers, from * outputs);
        from = to;
      }
      return values;
    },
    async tryRow(size = sizeFor(1)) {
      await runRows(new Float32Array(feeder.width), 0, 1, size);
    },
    // The runtime has shaders for one row and others for several, whatever they hold (MobileNet:
    // 17, then 3; none more for larger calls).
    warmUpSizes: anyLength ? [] : rowsOfCalls.slice(0, 2),
  };
}

/** Rows of text with more places, the new ones empty. */
function lengthened(rows: Numbers, count: number, places: number): Numbers {
  const before = rows.length / count;
  const longer = new Float32Array(count * places).fill(NO_TOKEN);
  for (let row = 0; row < count; row++) longer.set(rows.subarray(row * before, (row + 1) * before), row * places);
  return longer;
}
