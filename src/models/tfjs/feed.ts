import type { Tensor } from '@tensorflow/tfjs-core';
import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import { type InputPlan, plansOf, rowWidth } from '../bind/input-plan.ts';
import type { Binding } from '../model.ts';
import type { Tf } from './tf.ts';

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
  /** Tensors, by input, of rows [from, to), padded to `size` rows with copies of the last. */
  tensors(rows: Numbers, from: number, to: number, size: number): Record<string, Tensor>;
}

/**
 * Prepares the feeding of a model, of text for rows of `places` numbers. Throws `model-input` where
 * it takes whole numbers and is given others.
 */
export function createFeeder(binding: Binding, tf: Tf, file: string, places?: number): Feeder {
  const plans = plansOf(binding, places);
  const width = rowWidth(plans);

  const fill = (plan: InputPlan, { rows, from, to, size }: RowRange): Tensor => {
    const valueAt = (at: number): number => {
      const row = Math.min(from + Math.floor(at / plan.width), to - 1);
      const column = at % plan.width;
      const number = rows[row * width + (plan.columns ? plan.columns[column] : column)];
      return plan.value ? plan.value(number, column) : number;
    };
    const whole = (value: number): number => {
      if (!Number.isFinite(value)) {
        throw new OrielError('model-input', {
          input: plan.name,
          file,
          text: message('model.notWhole', { value: String(value) }),
        });
      }
      return Math.round(value);
    };
    const length = size * plan.width;
    const dims = plan.dims(size);
    switch (plan.type) {
      case 'int32':
        return tf.tensor(
          Int32Array.from({ length }, (_, at) => whole(valueAt(at))),
          dims,
          'int32',
        );
      case 'bool':
        return tf.tensor(
          Uint8Array.from({ length }, (_, at) => (whole(valueAt(at)) === 0 ? 0 : 1)),
          dims,
          'bool',
        );
      case 'string': {
        const level = (at: number): string => plan.levels?.[at % plan.width]?.[Math.round(valueAt(at))] ?? '';
        return tf.tensor(
          Array.from({ length }, (_, at) => level(at)),
          dims,
          'string',
        );
      }
      default:
        if (rows instanceof Float32Array && plan.columns === null && !plan.value && size === to - from)
          return tf.tensor(rows.slice(from * width, to * width), dims, 'float32');
        return tf.tensor(
          Float32Array.from({ length }, (_, at) => valueAt(at)),
          dims,
          'float32',
        );
    }
  };

  return {
    width,
    tensors: (rows, from, to, size) =>
      Object.fromEntries(plans.map((plan) => [plan.name, fill(plan, { rows, from, to, size })])),
  };
}
