import { type Message, message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import type { GpuDevice } from './device.ts';

/**
 * Ends work when its device is lost, since the runtime may then never answer: work in flight is
 * rejected with `failure-backend`, and no more is started. A race of each call against the one
 * long-lived promise would keep every answer in memory.
 */
export function watchDevice(gpu: GpuDevice) {
  let reason: Message | null = null;
  const inFlight = new Set<() => void>();
  const lose = (text: Message) => {
    reason = text;
    for (const giveUp of inFlight) giveUp();
  };
  gpu.lost.then(lose);
  return {
    unlessLost: <T>(work: () => Promise<T>): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        const giveUp = () => reject(new OrielError('failure-backend', { backend: 'webgpu', text: reason }));
        if (reason !== null) return giveUp();
        inFlight.add(giveUp);
        work()
          .finally(() => inFlight.delete(giveUp))
          .then(resolve, reject);
      }),
    destroy() {
      lose(message('model.deviceLost', { text: null }));
      gpu.destroy();
    },
  };
}
