import { modelWords } from '../words/en.ts';
import type { GpuDevice } from './device.ts';

/**
 * After its device is lost, the runtime may never answer, or never return: work in flight is
 * rejected then, and none is begun. Races against the one long promise would keep every answer in
 * memory.
 */
export function watchDevice(gpu: GpuDevice) {
  let reason: string | null = null;
  const out = new Set<() => void>();
  const lose = (text: string) => {
    reason = text;
    for (const giveUp of out) giveUp();
  };
  gpu.lost.then(lose);
  return {
    unlessLost: <T>(work: () => Promise<T>): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        const giveUp = () => reject(new Error(reason ?? ''));
        if (reason !== null) return giveUp();
        out.add(giveUp);
        work()
          .finally(() => out.delete(giveUp))
          .then(resolve, reject);
      }),
    destroy() {
      lose(modelWords.deviceLost(''));
      gpu.destroy();
    },
  };
}
