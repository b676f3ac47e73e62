import { loaded } from '../errors.ts';
import type { Log } from '../store/log.ts';
import type { Store } from '../store/store.ts';

/** The log of a store, whose code is loaded when it is first used. */
export function lateLog(store: Store): Log {
  let opened: Promise<Log> | undefined;
  const log = async (): Promise<Log> => {
    // One for all, since it takes one entry after the other; a next call may try to load it again.
    opened ??= loaded(import('../store/log.ts')).then(({ createLog }) => createLog(store));
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
  return {
    append: async (note) => (await log()).append(note),
    async *entries(from) {
      yield* (await log()).entries(from);
    },
    verify: async () => (await log()).verify(),
  };
}
