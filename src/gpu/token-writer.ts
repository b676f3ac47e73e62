import type { TextGame } from '../games/game.ts';
import type { Buffers } from './buffers.ts';
import { createKernel } from './compute-kernel.ts';
import type { RowWriter } from './row-writer.ts';
import code from './token-writer.wgsl?raw';

/** What an input tells the model about each place; the shader has their indices. */
const ROLES = ['tokens', 'attention', 'types', 'positions'] as const;
const ABSENT = ['mask', 'pad', 'remove'] as const;

export interface TokenInput {
  readonly role: (typeof ROLES)[number];
  /** The id that an empty place gets. */
  readonly pad: number;
  /** Whether the input's numbers have 64 bits. */
  readonly wide: boolean;
  /** Places of the model's rows, at least as many as the game's; those left over are empty. */
  readonly places: number;
}

/** Writes rows of texts, as `textMasker` does. */
export async function createTokenWriter(
  device: GPUDevice,
  buffers: Buffers,
  game: TextGame,
  input: TokenInput,
): Promise<RowWriter> {
  const { role, pad, wide, places } = input;
  const sources = [game.playerOf, game.ids].map(buffers.holding);
  const kernel = await createKernel(device, buffers, code, { group: 64, constants: { wide: wide ? 1 : 0 } });
  const room = buffers.place();
  const fixed = [
    game.ids.length,
    game.columns,
    places,
    ABSENT.indexOf(game.absent),
    game.mask,
    game.padding === 'left' ? 1 : 0,
    ROLES.indexOf(role),
    pad,
  ];
  return ({ bits, words }, { first, rows, size }) => {
    const target = room(size * places * (wide ? 8 : 4));
    kernel.run([first, rows, size, words, ...fixed], [bits, ...sources, target], size);
    return target;
  };
}
