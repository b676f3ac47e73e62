import { modelWords } from '../words/en.ts';
import type { GpuDevice } from './device.ts';

/**
 * After its device is lost, the runtime may never answer, or never return: work in flight is rejected then, and none is
 * begun. One piece of work is out at a time; a race against the one long promise would keep every answer in memory.
 */
export function watchDevice(gpu: GpuDevice) {
  let reason: string | null = null;
  let giveUp = () => {};
  const lose = (text: string) => {
    reason = text;
    giveUp();
  };
  gpu.lost.then(lose);
  return {
    unlessLost: <T>(work: () => Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        giveUp = () => reject(new Error(reason ?? ''));
        if (reason !== null) giveUp();
        else work().then(resolve, reject);
      }),
    destroy() {
      lose(modelWords.deviceLost(''));
      gpu.destroy();
    },
  };
}
