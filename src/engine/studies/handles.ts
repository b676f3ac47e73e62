import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';

/** What has been opened, by handle. What a handle stands for never leaves the engine. */
export interface Handles<T> {
  put(item: T): string;
  /** Throws `request-invalid` for a handle that was never given out, or was released. */
  get(handle: string): T;
  delete(handle: string): void;
  clear(): void;
}

export function createHandles<T>(prefix: string): Handles<T> {
  const items = new Map<string, T>();
  let count = 0;
  return {
    put(item) {
      const handle = `${prefix}${++count}`;
      items.set(handle, item);
      return handle;
    },
    get(handle) {
      const item = items.get(handle);
      if (item === undefined) throw new OrielError('request-invalid', { text: message('engine.noHandle', { handle }) });
      return item;
    },
    delete: (handle) => void items.delete(handle),
    clear: () => items.clear(),
  };
}
