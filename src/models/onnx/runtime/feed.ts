// Rows of numbers become input tensors, each by its own type; output tensors become numbers again.

import type { Tensor, TypedTensor } from 'onnxruntime-web/wasm';
import { message } from '../../../catalogue/message.ts';
import { OrielError } from '../../../errors.ts';
import { type Numbers, type Precision, precisionOf, roomFor } from '../../../numerics/numbers.ts';
import { type InputPlan, plansOf, rowWidth, valueText } from '../../bind/input-plan.ts';
import type { Binding } from '../../model.ts';
import { fromHalf, toHalf } from '../reading/float16.ts';

/** Rows [from, to), padded to `size` rows. */
interface RowRange {
  readonly rows: Numbers;
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

export interface Feeder {
  /** Numbers a row holds. */
  readonly width: number;
  /**
   * Tensors of rows [from, to), padded to `size` rows with copies of the last. Valid until the next
   * call.
   */
  feeds(rows: Numbers, from: number, to: number, size: number): Record<string, Tensor>;
}

type MakeTensor = typeof Tensor;

/**
 * Prepares the feeding of a model, of text for rows of `places` numbers; staging buffers are kept
 * between calls.
 */
export function createFeeder(binding: Binding, TensorOf: MakeTensor, file: string, places?: number): Feeder {
  const plans = plansOf(binding, places);
  const width = rowWidth(plans);
  const stages = new Map<string, Staging>();

  const stage = <T extends Staging>(plan: InputPlan, length: number, make: (length: number) => T): T => {
    let kept = stages.get(plan.name) as T | undefined;
    if (!kept || kept.length < length) {
      kept = make(length);
      stages.set(plan.name, kept);
    }
    return kept;
  };

  const fill = (plan: InputPlan, { rows, from, to, size }: RowRange): Tensor => {
    const length = size * plan.width;
    const dims = plan.dims(size);
    if (plan.type === precisionOf(rows) && plan.columns === null && !plan.value && size === to - from) {
      return new TensorOf(plan.type, rows.subarray(from * width, to * width), dims);
    }
    const each = (write: (value: number, at: number, column: number) => void) => {
      for (let row = 0, at = 0; row < size; row++) {
        const base = Math.min(from + row, to - 1) * width;
        for (let c = 0; c < plan.width; c++, at++) {
          const number = rows[base + (plan.columns ? plan.columns[c] : c)];
          write(plan.value ? plan.value(number, c) : number, at, c);
        }
      }
    };
    const whole = (value: number): number => {
      if (!Number.isFinite(value))
        throw new OrielError('model-input', {
          input: plan.name,
          file,
          text: message('model.notWhole', { value: String(value) }),
        });
      return Math.round(value);
    };
    switch (plan.type) {
      case 'float32': {
        const data = stage(plan, length, (n) => new Float32Array(n));
        each((value, at) => {
          data[at] = value;
        });
        return new TensorOf('float32', data.subarray(0, length), dims);
      }
      case 'float64': {
        const data = stage(plan, length, (n) => new Float64Array(n));
        each((value, at) => {
          data[at] = value;
        });
        return new TensorOf('float64', data.subarray(0, length), dims);
      }
      case 'float16': {
        const data = stage(plan, length, (n) => new Uint16Array(n));
        each((value, at) => {
          data[at] = toHalf(value);
        });
        return new TensorOf('float16', data.subarray(0, length), dims);
      }
      case 'int64': {
        const data = stage(plan, length, (n) => new BigInt64Array(n));
        each((value, at) => {
          data[at] = BigInt(whole(value));
        });
        return new TensorOf('int64', data.subarray(0, length), dims);
      }
      case 'int32': {
        const data = stage(plan, length, (n) => new Int32Array(n));
        each((value, at) => {
          data[at] = whole(value);
        });
        return new TensorOf('int32', data.subarray(0, length), dims);
      }
      case 'uint8': {
        const data = stage(plan, length, (n) => new Uint8ClampedArray(n));
        each((value, at) => {
          data[at] = whole(value);
        });
        return new TensorOf('uint8', new Uint8Array(data.buffer, 0, length), dims);
      }
      case 'bool': {
        const data = stage(plan, length, (n) => new Uint8Array(n));
        each((value, at) => {
          data[at] = whole(value) === 0 ? 0 : 1;
        });
        return new TensorOf('bool', data.subarray(0, length), dims);
      }
      case 'string': {
        const data = new Array<string>(length);
        each((value, at, column) => {
          data[at] = valueText(value, plan.levels?.[column] ?? null, precisionOf(rows));
        });
        return new TensorOf('string', data, dims);
      }
    }
  };

  return {
    width,
    feeds: (rows, from, to, size) =>
      Object.fromEntries(plans.map((plan) => [plan.name, fill(plan, { rows, from, to, size })])),
  };
}

type Staging = Float32Array | Float64Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array | Uint8ClampedArray;

/**
 * The first `length` values of an output tensor in a precision, in single one where the tensor has
 * no more; what is in it already is not copied.
 */
export function numbersIn(tensor: Tensor, length: number, wanted: Precision): Numbers {
  const data = (tensor as TypedTensor<'float32'>).data as Numbers | Uint16Array;
  const precision = data instanceof Float64Array ? wanted : 'float32';
  if (!(data instanceof Uint16Array) && precisionOf(data) === precision)
    return data.length === length ? data : data.subarray(0, length);
  const values = roomFor(precision, length);
  const half = data instanceof Uint16Array;
  for (let i = 0; i < length; i++) values[i] = half ? fromHalf(data[i]) : Number(data[i]);
  return values;
}
