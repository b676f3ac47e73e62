import { readFileSync } from 'node:fs';
import { english } from '../../../../src/catalogue/english.ts';
import { type Acts, createActs } from '../../../../src/embed/frame/acts.ts';
import { createEngines } from '../../../../src/embed/frame/engines.ts';
import { type FrameState, initialState } from '../../../../src/embed/frame/state.ts';
import type { Answer, Result } from '../../../../src/embed/frame-side.ts';
import type { Request } from '../../../../src/embed/protocol.ts';
import { createDoors } from '../../../../src/embed/sharing/doors.ts';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { EngineApi } from '../../../../src/engine/protocol.ts';
import type { Connection } from '../../../../src/engine/workers/connection.ts';
import { createStore } from '../../../../src/look/store.ts';

const examples = new URL('../../../../public/examples/', import.meta.url);

export const bytesOf = (path: string): ArrayBuffer => {
  const bytes = readFileSync(new URL(path, examples));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
};
export const file = (path: string, name = path.replace(/^.*\//, '')) => new File([bytesOf(path)], name);
export const cardOf = (path: string) => JSON.parse(new TextDecoder().decode(bytesOf(path)));

type Bare<R extends Request> = R extends Request ? Omit<R, 'oriel' | 'id'> : never;
type Sent = Answer | (Result & { id: 0 });

/** The real engine, in this thread, which ends when `die` is called. */
export function engineHere(): { connection: Connection<EngineApi>; die: () => void; explained: () => number } {
  const real = createEngine({
    workers: 1,
    spawn: () => ({ api: createEvaluator(), died: new Promise<Error>(() => {}), close: () => {} }),
  });
  let explained = 0;
  let lose: (reason: Error) => void = () => {};
  const died = new Promise<Error>((resolve) => {
    lose = resolve;
  });
  const losing = new Promise<never>((_, reject) => void died.then(reject));
  losing.catch(() => {});
  const api = new Proxy(real, {
    get(_, name: keyof EngineApi) {
      const method = real[name] as (...given: unknown[]) => Promise<unknown>;
      return (...given: unknown[]) => {
        if (name === 'explain') explained++;
        return Promise.race([method(...given), losing]);
      };
    },
  });
  return {
    connection: { api, died, close: () => void real.close() },
    die: () => lose(new Error('it died')),
    explained: () => explained,
  };
}

/** What a frame at `base` does, with real engines, and what its host hears. */
export function frame(
  spawned: (engine: ReturnType<typeof engineHere>) => void = () => {},
  base = 'https://oriel.example/embed.html',
) {
  const store = createStore(initialState(english));
  const states: FrameState[] = [];
  store.subscribe((state) => states.push(state));
  const own: ReturnType<typeof engineHere>[] = [];
  const doors = createDoors({
    spawn() {
      const engine = engineHere();
      own.push(engine);
      spawned(engine);
      return engine.connection;
    },
    now: () => performance.now(),
  });
  const engines = createEngines(doors);
  const sent: Sent[] = [];
  const hearing: (() => void)[] = [];
  const put = (message: Sent): boolean => {
    sent.push(message);
    for (const hear of [...hearing]) hear();
    return true;
  };
  const side = { answer: put, tell: (result: Result) => void put({ ...result, id: 0 }) };
  const acts: Acts = createActs({
    store,
    engines,
    doors,
    side,
    engine: 'oriel 0',
    base,
  });
  let last = 0;

  /** Waits until something holds, of what the host has heard or what is on show. */
  const until = <T>(find: () => T | undefined | false | null): Promise<T> =>
    new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found) resolve(found);
        return Boolean(found);
      };
      if (look()) return;
      hearing.push(look);
      store.subscribe(look);
    });
  const answerTo = (id: number): Promise<Sent> =>
    until(() => sent.find((one) => one.id === id && one.type !== 'progress'));
  const ask = (request: Bare<Request>): { id: number; answer: Promise<Sent> } => {
    const id = ++last;
    acts.request({ oriel: 1, id, ...request } as Request);
    return { id, answer: answerTo(id) };
  };
  return { store, states, doors, own, acts, sent, ask, answerTo, until };
}
