import type { ImageGame, MaskerSpec, TabularGame } from '../../../games/game.ts';
import { pictureOwners } from '../../../games/image-masker.ts';
import type { Buffers } from '../../../gpu/buffers.ts';
import { createElementWriter, type MaskedElements } from '../../../gpu/element-writer.ts';
import type { RowWriter } from '../../../gpu/row-writer.ts';
import { createTokenWriter, type TokenInput } from '../../../gpu/token-writer.ts';
import { precisionOf } from '../../../numerics/numbers.ts';
import { type InputPlan, plansOf } from '../../bind/input-plan.ts';
import type { Binding, TextBinding } from '../../model.ts';
import { toHalf } from '../reading/float16.ts';

/** Types of input tensors that kernels write. */
const DEVICE_TYPES = ['float32', 'float16', 'int32', 'int64'] as const;
type DeviceType = (typeof DEVICE_TYPES)[number];

/** An input tensor that is written on the GPU. */
export interface DeviceInput {
  readonly plan: InputPlan;
  readonly type: DeviceType;
  readonly write: RowWriter;
}

export interface RowWriterParts {
  readonly device: GPUDevice;
  readonly buffers: Buffers;
  readonly binding: Binding;
  readonly game: MaskerSpec;
  /** Places of a row of text. */
  readonly places?: number;
}

/**
 * Writers of a model's input tensors for a game, one each; null where a tensor is of a type that
 * kernels do not write, and where rows have more digits than they write.
 */
export async function rowWriters({
  device,
  buffers,
  binding,
  game,
  places,
}: RowWriterParts): Promise<DeviceInput[] | null> {
  // What is drawn for a coalition is drawn on the CPU.
  if (game.kind === 'conditional') return null;
  const plans = plansOf(binding, places);
  const typeOf = ({ type }: InputPlan) => DEVICE_TYPES.find((other) => other === type);
  const fits = (plan: InputPlan) => {
    const type = typeOf(plan);
    return type !== undefined && (game.kind === 'text') === type.startsWith('int');
  };
  // Kernels write single precision.
  const wide = game.kind === 'tabular' && precisionOf(game.background.data) === 'float64';
  if (wide || !plans.every(fits)) return null;
  return Promise.all(
    plans.map(async (plan, index) => {
      const type = typeOf(plan) as DeviceType;
      const write =
        game.kind === 'text'
          ? await createTokenWriter(device, buffers, game, tokenInput(binding as TextBinding, plan, index))
          : await createElementWriter(device, buffers, selection(game, plan, type === 'float16'));
      return { plan, type, write };
    }),
  );
}

function tokenInput({ inputs, pad }: TextBinding, { type, width }: InputPlan, index: number): TokenInput {
  return { role: inputs[index].role, pad, wide: type === 'int64', places: width };
}

function selection(game: TabularGame | ImageGame, plan: InputPlan, halves: boolean): MaskedElements {
  const elements = (values: Float32Array): Uint32Array =>
    halves ? Uint32Array.from(values, toHalf) : new Uint32Array(values.buffer, values.byteOffset, values.length);
  if (game.kind === 'image') {
    const { picture, fill } = game;
    return { players: pictureOwners(game), instance: elements(picture), background: elements(fill), halves };
  }
  const { instance, background, playerOf } = game;
  const columns = plan.columns ?? playerOf.map((_, column) => column);
  const rows = new Float32Array(background.count * plan.width);
  for (let row = 0, at = 0; row < background.count; row++)
    for (const column of columns) rows[at++] = background.data[row * background.columns + column];
  return {
    players: Int32Array.from(columns, (column) => playerOf[column]),
    instance: elements(Float32Array.from(columns, (column) => instance[column])),
    background: elements(rows),
    halves,
  };
}
