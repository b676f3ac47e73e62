import { makeWorker } from '../../engine/workers/make-worker.ts';
import type { ToWatchdog } from './watchdog.worker.ts';

/** Watches whether the visitor's page gives signs of life. */
export interface Watchdog {
  /** A page is being loaded: it counts as stuck as well if it never comes to say anything. */
  watch(seconds: number): void;
  /** Where it will say that it is alive. */
  hear(port: MessagePort): void;
  rest(): void;
  /** Whether anybody sees the page: one that nobody sees is slowed down, and says less. */
  look(seen: boolean): void;
}

export function createWatchdog(stuck: () => void): Watchdog {
  const worker = makeWorker(
    () => new Worker(new URL('./watchdog.worker.ts', import.meta.url), { type: 'module', name: 'watchdog' }),
  );
  worker.addEventListener('message', stuck);
  const say = (data: ToWatchdog, ...ports: MessagePort[]) => worker.postMessage(data, ports);
  return {
    watch: (seconds) => say({ type: 'watch', seconds }),
    hear: (port) => say({ type: 'beats', port }, port),
    rest: () => say({ type: 'rest' }),
    look: (seen) => say({ type: 'look', seen }),
  };
}
