import type { Coalitions } from '../games/coalitions.ts';
import type { MaskerSpec } from '../games/game.ts';
import type { Numbers } from '../numerics/numbers.ts';

/** A game played where the model runs: only coalitions go there, and only means come back. */
export interface DeviceGame {
  /**
   * Starts the work on coalitions. Resolves when the model can take more; `means` follow later:
   * [count × outputs wanted], before any link.
   */
  begin(coalitions: Coalitions): Promise<{ readonly means: Promise<Numbers> }>;
  /** Frees what it holds, once all means it began have arrived. */
  close(): Promise<void>;
}

/**
 * Opens a game of a masker and the wanted outputs; null where its rows can't be made on the device.
 */
export type OpenDeviceGame = (masker: MaskerSpec, wanted: readonly number[]) => Promise<DeviceGame | null>;
