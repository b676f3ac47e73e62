import { message } from '../../catalogue/message.ts';
import type { EngineApi } from '../../engine/protocol.ts';
import type { Connection } from '../../engine/workers/connection.ts';
import { OrielError } from '../../errors.ts';
import { createEngineInUse } from '../engine-in-use.ts';

/**
 * What a call fails with whose engine went before it had answered: another may answer it. Its cause
 * is why the engine went.
 */
export class EngineLost extends Error {
  constructor(cause: unknown) {
    super('engine lost', { cause });
    this.name = 'EngineLost';
  }
}

/** Where several find an engine, which may be lost at any time with all that it holds. */
export interface EngineSource {
  /** Whether another engine is started here where one is lost. */
  readonly lasting: boolean;
  /**
   * Asks the engine of the moment, which is started where there is none. Throws `EngineLost` where
   * it goes before it has answered, or there will be none any more.
   */
  ask<T>(call: (api: EngineApi) => Promise<T>): Promise<T>;
  /** Ends the engine of the moment, whatever it is doing, as if it were lost. */
  giveUp(): void;
  /** Ends the engine; no other is started. */
  end(): void;
}

export interface SourceOptions {
  readonly spawn: () => Connection<EngineApi>;
  /** Milliseconds that an engine may give no sign of life while it is asked for something. */
  readonly patience: number;
  /** Whether another is started where one is lost. */
  readonly lasting: boolean;
  /** Hears that one was lost; not of one that `end` has ended. */
  readonly lost?: (reason: Error) => void;
  /** Hears of one that gives no sign of life, and of one that gives one again. Default: ends it. */
  readonly silent?: (silent: boolean) => void;
}

export function createSource({ spawn, patience, lasting, lost = () => {}, silent }: SourceOptions): EngineSource {
  let pending = 0;
  let over: Error | null = null;
  /** What the last one ended with. */
  let ended: unknown = null;
  const lose = (reason: Error): void => {
    ended = reason;
    if (!lasting) over = reason;
    lost(reason);
  };
  function giveUp(): void {
    if (over) return;
    engine.end();
    lose(new OrielError('failure-unexpected', { text: message('engine.noAnswer', { seconds: patience / 1000 }) }));
  }
  const engine = createEngineInUse(
    {
      busy: () => pending > 0,
      died: lose,
      silent: silent ?? ((isSilent) => isSilent && giveUp()),
      patience,
    },
    spawn,
  );
  return {
    lasting,
    async ask(call) {
      if (over) throw new EngineLost(over);
      pending++;
      const api = engine.api();
      try {
        const answer = await call(api);
        if (engine.isInUse(api)) return answer;
      } catch (error) {
        if (engine.isInUse(api)) throw error;
      } finally {
        pending--;
      }
      // What it said while it ended may be less than it would have said, and an error that it threw
      // then tells of nothing but the end: it cancels the jobs that it still has.
      throw new EngineLost(over ?? ended);
    },
    giveUp,
    end() {
      over ??= new OrielError('failure-closed');
      engine.end();
    },
  };
}
