import type { Precision } from '../../numerics/numbers.ts';
import type { Binding, ElementType, TextBinding } from '../model.ts';

/** Places of the row of text that a model is tried with. */
const OPEN_PLACES = 8;

/** One input tensor: what it takes from a row, and how. */
export interface InputPlan {
  readonly name: string;
  readonly type: ElementType;
  /** Positions in a row; null takes the whole row as it is. */
  readonly columns: readonly number[] | null;
  readonly width: number;
  readonly dims: (count: number) => number[];
  readonly levels: readonly (readonly string[] | null)[] | null;
  /** What the tensor is given for a row's number and its place. Absent: the number itself. */
  readonly value?: (number: number, place: number) => number;
}

/**
 * What each input tensor takes from a row, for any runtime. `places`: numbers in a row of text,
 * where the model leaves them open.
 */
export function plansOf(binding: Binding, places: number = OPEN_PLACES): InputPlan[] {
  if (binding.kind === 'text') return textPlans(binding, binding.tokens ?? places);
  if (binding.kind === 'image') {
    const { layout, size, channels } = binding.image;
    const depth = channels === 'grey' ? 1 : 3;
    const shape = layout === 'NCHW' ? [depth, ...size] : [...size, depth];
    const plan = {
      name: binding.input,
      type: binding.type,
      columns: null,
      width: depth * size[0] * size[1],
      levels: null,
    };
    return [{ ...plan, dims: (count) => [count, ...shape] }];
  }
  const only = binding.inputs.length === 1;
  return binding.inputs.map(({ name, type, shape, sequence, columns, levels }) => {
    const inOrder = only && columns.every((column, at) => column === at);
    const inner = shape === 'vector' ? [] : (sequence ?? [columns.length]);
    const dims = (count: number) => [count, ...inner];
    return { name, type, columns: inOrder ? null : columns, width: columns.length, dims, levels };
  });
}

function textPlans({ inputs, pad }: TextBinding, places: number): InputPlan[] {
  const values = {
    tokens: (token: number) => (token < 0 ? pad : token),
    attention: (token: number) => (token < 0 ? 0 : 1),
    types: () => 0,
    positions: (_: number, place: number) => place,
  } as const;
  return inputs.map(({ name, type, role }) => {
    const plan = { name, type, columns: null, width: places, levels: null, value: values[role] };
    return { ...plan, dims: (count: number) => [count, places] };
  });
}

/** Numbers a row holds. */
export const rowWidth = (plans: readonly InputPlan[]): number =>
  Math.max(...plans.map(({ columns, width }) => (columns ? 1 + Math.max(...columns) : width)));

/**
 * A value as text: its level, '' where it is missing, or the number in the digits that its
 * precision holds.
 */
export function valueText(value: number, levels: readonly string[] | null, precision: Precision): string {
  if (Number.isNaN(value)) return '';
  if (levels) return levels[Math.round(value)] ?? '';
  return String(precision === 'float64' ? value : Number(value.toPrecision(7)));
}
