import { message } from '../../catalogue/message.ts';
import type { EngineApi } from '../../engine/protocol.ts';
import { OrielError } from '../../errors.ts';

/** What was opened, and how it is opened again in another engine. */
export interface Thing {
  readonly open: (api: EngineApi) => Promise<{ readonly handle: string }>;
  /** Where it is open, and the handle that it has there. */
  at: { readonly api: EngineApi; readonly handle: Promise<string> } | null;
  /** What needs it at the moment; one that was let go of stays open so long. */
  uses: number;
  released: boolean;
}

/** What a client holds, by handles of its own: those of the engines change. */
export interface Things {
  /** Opens one; gives what opening gave, with the client's own handle once it is named. */
  open<T extends { readonly handle: string }>(
    prefix: string,
    how: (api: EngineApi) => Promise<T>,
    ask: <R>(call: (api: EngineApi) => Promise<R>) => Promise<R>,
  ): Promise<T>;
  /** Throws `request-invalid` for a handle that was never given out, or was released. */
  get(handle: string): Thing;
  /** The handles that things have in an engine, where they are opened if they are not. */
  using<T>(api: EngineApi, things: readonly Thing[], work: (handles: readonly string[]) => Promise<T>): Promise<T>;
  release(handle: string): void;
  releaseAll(): void;
  /** Gives back what is open in whichever engine, and goes on holding it. */
  giveBack(): void;
}

const quiet = (): void => {}; // an engine that is gone holds nothing

function drop(thing: Thing): void {
  const { at } = thing;
  thing.at = null;
  // One that is still being opened is given back once it is.
  at?.handle.then((handle) => at.api.release(handle)).catch(quiet);
}

/** Opens a thing in an engine, unless it is open there. */
async function handleIn(api: EngineApi, thing: Thing): Promise<string> {
  if (thing.at?.api === api) return thing.at.handle;
  const at = { api, handle: thing.open(api).then(({ handle }) => handle) };
  thing.at = at;
  at.handle.catch(() => {
    // What could not be opened may be there the next time.
    if (thing.at === at) thing.at = null;
  });
  return at.handle;
}

export function createThings(): Things {
  const named = new Map<string, Thing>();
  /** Those that are not named yet. */
  const opening = new Set<Thing>();
  let count = 0;

  function release(handle: string): void {
    const thing = named.get(handle);
    if (!thing) return;
    named.delete(handle);
    thing.released = true;
    if (thing.uses === 0) drop(thing);
  }

  return {
    async open<T extends { readonly handle: string }>(
      prefix: string,
      how: (api: EngineApi) => Promise<T>,
      ask: <R>(call: (api: EngineApi) => Promise<R>) => Promise<R>,
    ) {
      let latest: T | undefined;
      const open = async (api: EngineApi): Promise<T> => {
        latest = await how(api);
        return latest;
      };
      const thing: Thing = { open, at: null, uses: 0, released: false };
      opening.add(thing);
      try {
        await ask((api) => handleIn(api, thing));
      } catch (error) {
        drop(thing);
        throw error;
      } finally {
        opening.delete(thing);
      }
      const handle = `${prefix}-${++count}`;
      named.set(handle, thing);
      return { ...(latest as T), handle };
    },

    get(handle) {
      const thing = named.get(handle);
      if (!thing) throw new OrielError('request-invalid', { text: message('engine.noHandle', { handle }) });
      return thing;
    },

    async using(api, things, work) {
      for (const thing of things) thing.uses++;
      try {
        return await work(await Promise.all(things.map((thing) => handleIn(api, thing))));
      } finally {
        for (const thing of things) if (--thing.uses === 0 && thing.released) drop(thing);
      }
    },

    release,
    releaseAll() {
      for (const handle of [...named.keys()]) release(handle);
    },

    giveBack() {
      for (const thing of [...named.values(), ...opening]) drop(thing);
    },
  };
}
