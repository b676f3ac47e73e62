import type { Message } from '../catalogue/message.ts';
import type { EngineApi, ExplainRequest, KnownValues } from '../engine/protocol.ts';
import type { ValueOf } from '../store/kinds.ts';
import type { Store } from '../store/store.ts';
import { answer, type Explaining, engineJob } from './explaining.ts';
import { createJob, type Job } from './job.ts';
import type { ExplainOptions } from './options.ts';
import type { InputOrigin } from './own-input.ts';
import { createSessionShelf, type SessionShelf } from './session-shelf.ts';
import { createShelf } from './shelf.ts';

export interface SessionParts {
  /** The engine of the moment: what one that has ended explained is still found. */
  readonly engine: () => EngineApi;
  /** A store in which is looked as well; null as long as there is none. */
  readonly kept: () => Promise<Store | null>;
  /** Hears what a person should know of what is kept. */
  readonly tell: (message: Message) => void;
}

/** A request of the engine's own, and where its input is from. */
export interface Asked {
  readonly request: ExplainRequest;
  readonly origin: InputOrigin;
}

/**
 * Explains for a door that holds its studies itself, and whose engines come and go. Everything that
 * was explained since it was created is found again; nothing of it is kept in a store.
 */
export interface Session {
  /**
   * Explains as `OrielModel.explain` does, by a request of the engine's own.
   *
   * @example
   * const origin = { row: 3, file: null, model: study.card.name };
   * const record = await session.explain({ request, origin }).result;
   */
  explain(asked: Asked, options?: Pick<ExplainOptions, 'fresh' | 'priority'> & { readonly watched?: boolean }): Job;
  /**
   * Requests that a record answers, as a store keeps them with it.
   *
   * @example
   * for (const [id, one] of await session.requestsOf(record.id)) store.put('request', id, one);
   */
  requestsOf(record: string): Promise<readonly (readonly [id: string, value: ValueOf<'request'>])[]>;
  /** Forgets everything; what runs now is not found later. */
  forget(): void;
}

export function createSession({ engine, kept, tell }: SessionParts): Session {
  let names = 0;
  let forgotten = 0;
  let shelf = createSessionShelf();
  /** What is being put on the shelf. */
  let keeping: Promise<void> = Promise.resolve();

  /** Both places as they are for a job. */
  function places(own: SessionShelf): Explaining['shelf'] {
    const mine = forgotten;
    const wanted = (): boolean => mine === forgotten;
    const store = async () => {
      const place = wanted() ? await kept() : null;
      return place && wanted() ? createShelf([place], (message) => wanted() && tell(message)) : null;
    };
    return {
      keeps: true,
      async isEmpty() {
        await keeping;
        return own.isEmpty && (await store()) === null;
      },
      async find(named) {
        await keeping;
        return own.find(named) ?? (await (await store())?.find(named)) ?? null;
      },
      async known(named) {
        const known: KnownValues[] = [...own.known(named)];
        return known.length > 0 ? known : ((await (await store())?.known(named)) ?? []);
      },
      async keep(making) {
        // The answer need not wait for that; an engine that has ended takes it along.
        // What cannot be kept is explained anew when it is asked for again.
        const made = making()
          .then(own.keep)
          .catch(() => {});
        keeping = keeping.then(() => made);
      },
      async keepAlso(record, like) {
        own.keepAlso(record, like);
      },
    };
  }

  return {
    explain({ request, origin }, { watched, ...options } = {}) {
      const api = engine();
      const name = `explanation ${++names}`;
      const job = engineJob(api, name);
      const work = { api, shelf: places(shelf), name, job, request, origin, options };
      return createJob({
        handle: job.handle,
        run: (report) => answer({ ...work, report, ...(watched && { watched }) }),
      });
    },

    async requestsOf(record) {
      await keeping;
      return shelf.requestsOf(record);
    },

    forget() {
      forgotten++;
      shelf = createSessionShelf();
      keeping = Promise.resolve();
    },
  };
}
