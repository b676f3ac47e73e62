import type { Coalitions } from '../games/coalitions.ts';
import type { MaskerSpec } from '../games/game.ts';

/** A game played where the model runs: only coalitions go there, and only means come back. */
export interface DeviceGame {
  /**
   * Sets the work on coalitions going. Resolves when the model can be given more; `means` are there
   * later: [count × outputs wanted], before any link.
   */
  begin(coalitions: Coalitions): Promise<{ readonly means: Promise<Float32Array | Float64Array> }>;
  /** Frees what it holds, once all means that were begun are there. */
  close(): Promise<void>;
}

/**
 * Makes a game of a masker and the outputs wanted; null where the rows can't be made on the device.
 */
export type OpenDeviceGame = (masker: MaskerSpec, wanted: readonly number[]) => Promise<DeviceGame | null>;
