import type { EngineApi, EngineOptions } from '../engine/protocol.ts';
import type { Connection } from '../engine/workers/connection.ts';
import { watchSilence } from '../engine/workers/silence.ts';
import { spawnEngine } from '../engine/workers/spawn.ts';

/** An engine that is replaced by a new one where it ends. */
export interface EngineInUse {
  /** There always is one: where the last has ended, a new one is started. */
  api(): EngineApi;
  /** Whether an engine is the one in use, and has not ended. */
  isInUse(api: EngineApi): boolean;
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
  /** How long it may give no sign of life, in milliseconds. */
  readonly patience: number;
  /** How every one of them is started. */
  readonly options?: EngineOptions;
}

export function createEngineInUse(
  { busy, died, silent, patience, options }: EngineEvents,
  spawn: () => Connection<EngineApi> = () => spawnEngine(options),
): EngineInUse {
  let inUse: { readonly connection: Connection<EngineApi>; readonly stopWatching: () => void } | null = null;

  function start(): NonNullable<typeof inUse> {
    const connection = spawn();
    const stopWatching = watchSilence({ ask: () => connection.api.alive(), busy, tell: silent, patience });
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

  return {
    api: () => (inUse ?? start()).connection.api,
    isInUse: (api) => inUse?.connection.api === api,
    end,
  };
}
