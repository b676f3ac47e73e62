import type { EngineApi } from '../engine/protocol.ts';
import type { Connection } from '../engine/workers/connection.ts';
import { watchSilence } from '../engine/workers/silence.ts';
import { spawnEngine } from '../engine/workers/spawn.ts';
import { SILENCE_SECONDS } from '../limits.ts';

/** The engine that the page works with. */
export interface EngineInUse {
  /** There always is one: where the last has ended, a new one is started. */
  api(): EngineApi;
  /** Ends it, whatever it is doing, with all that it holds. The next call goes to a new one. */
  end(): void;
}

export interface EngineEvents {
  /** Whether an answer is waited for. */
  readonly busy: () => boolean;
  /** It has ended by itself. */
  readonly died: (reason: Error) => void;
  /** It hears nothing, or hears again. */
  readonly silent: (silent: boolean) => void;
}

export function createEngineInUse(
  { busy, died, silent }: EngineEvents,
  spawn: () => Connection<EngineApi> = () => spawnEngine({ compareAfterwards: true }),
): EngineInUse {
  let inUse: { readonly connection: Connection<EngineApi>; readonly stopWatching: () => void } | null = null;

  function start(): NonNullable<typeof inUse> {
    const connection = spawn();
    const stopWatching = watchSilence({
      ask: () => connection.api.alive(),
      busy,
      tell: silent,
      patience: 1000 * SILENCE_SECONDS.page,
    });
    inUse = { connection, stopWatching };
    void connection.died.then((reason) => {
      if (inUse?.connection !== connection) return;
      end();
      died(reason);
    });
    return inUse;
  }

  function end(): void {
    inUse?.stopWatching();
    inUse?.connection.close();
    inUse = null;
  }

  return { api: () => (inUse ?? start()).connection.api, end };
}
