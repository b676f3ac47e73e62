import { MEGABYTE, storeMegabytes } from '../limits.ts';
import type { StoreOptions } from './store.ts';

export function withDefaults(options: StoreOptions, lasts: keyof typeof storeMegabytes): Required<StoreOptions> {
  return {
    room: options.room ?? storeMegabytes[lasts] * MEGABYTE,
    tell: options.tell ?? (() => {}),
    now: options.now ?? Date.now,
  };
}
