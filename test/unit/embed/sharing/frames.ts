import { english } from '../../../../src/catalogue/english.ts';
import { createDoors } from '../../../../src/embed/sharing/doors.ts';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { EngineApi } from '../../../../src/engine/protocol.ts';
import { createLibrary } from '../../../../src/library/oriel.ts';
import { given } from '../../library/support.ts';

/** Every call of an engine: its name, and what is given to it. */
type Asked = [name: string, ...given: readonly unknown[]];

/**
 * A frame with the real engine, in this thread, which is started when it is needed. `asked` has what
 * its engine was asked for, `evaluators` how many are open.
 */
export function openFrame() {
  const asked: Asked[] = [];
  const seen = { engines: 0, evaluators: 0 };
  /** Hears of a call before the engine does. */
  const hears = { call: (_name: string): void => {} };
  /** Ends the engine of the moment, as a crash would. */
  let crash: (reason: Error) => void = () => {};
  const spawn = () => {
    seen.engines++;
    const evaluator = () => {
      seen.evaluators++;
      const close = () => void seen.evaluators--;
      const real = createEvaluator();
      // In a worker of its own it would not keep messages waiting either.
      const value: typeof real.value = async (coalitions) => {
        await new Promise((resolve) => setImmediate(resolve));
        return real.value(coalitions);
      };
      return { api: { ...real, value }, died: new Promise<Error>(() => {}), close };
    };
    const real = createEngine({ workers: 1, spawn: evaluator });
    const api = new Proxy(real, {
      get(_, name: keyof EngineApi) {
        const call = real[name] as (...given: unknown[]) => unknown;
        return (...given: unknown[]) => {
          asked.push([name, ...given]);
          hears.call(name);
          return call(...given);
        };
      },
    });
    const died = new Promise<Error>((resolve) => {
      crash = resolve;
    });
    return { api, died, close: () => void real.close() };
  };
  const doors = createDoors({ spawn, now: () => performance.now() });
  return {
    doors,
    asked,
    seen,
    hears,
    crash: (reason: Error) => crash(reason),
    oriel: createLibrary({ engine: doors.forHost(), language: english }),
    named: (name: string) => asked.filter(([called]) => called === name),
  };
}
export type TestFrame = ReturnType<typeof openFrame>;

/** Has a frame use another's engine. */
export function link(leader: TestFrame, follower: TestFrame): void {
  const { port1, port2 } = new MessageChannel();
  leader.doors.serve(port1);
  follower.doors.engine(port2);
}

export const credit = () => [given('credit/gbt.onnx'), given('credit/data.csv'), given('credit/gbt.card.json')];
export const mlp = () => [given('credit/mlp.onnx'), given('credit/data.csv')];

/** A request that takes some time. */
export const long = { explainer: 'permutation-shap', budget: { samples: 4000, error: 0 }, curves: false } as const;
/** One that takes a moment. */
export const short = { explainer: 'permutation-shap', budget: { samples: 200, error: 0 }, curves: false } as const;
