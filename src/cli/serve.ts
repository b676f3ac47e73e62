import { basename } from 'node:path';
import { type Message, message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import { createOriel, openFolderStore, openMemoryStore, type Store } from '../library/index.ts';
import { MEGABYTE, serveLimits } from '../limits.ts';
import { findModels } from '../server/find-models.ts';
import { isLoopback } from '../server/refusal.ts';
import { type LogLine, startService } from '../server/server.ts';
import { usage } from './parser-error.ts';
import type { ServeCommand } from './serve-args.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs `oriel serve` until it is stopped, and then ends what is under way. Where it listens is
 * printed, its log goes to standard error.
 */
export async function serve(command: ServeCommand, terminal: Terminal, stop: AbortSignal): Promise<void> {
  const { models: folder, name, host } = command;
  const log = (line: LogLine): void => terminal.say(JSON.stringify({ time: new Date().toISOString(), ...line }));
  const say = (text: Message): string => terminal.language.text(text);
  const warn =
    (event: string) =>
    (text: Message): void =>
      log({ level: 'warn', event, text: say(text) });
  let found = await findModels(folder, warn('skipped'));
  if (name !== null) {
    if (found.length !== 1)
      throw usage('cli.serve.notAlone', {
        folder,
        count: found.length,
        names: found.map((one) => one.name),
      });
    found = [{ ...found[0], name }];
  }
  if (found.length === 0)
    throw new OrielError('file-missing', {
      file: folder,
      text: message('cli.serve.nothing', { folder: basename(folder) }),
    });
  const tell = warn('store');
  const store: Store =
    command.store === null
      ? openMemoryStore({ room: command.keptMegabytes * MEGABYTE })
      : await openFolderStore(command.store, { tell });
  const { workers } = command;
  const oriel = await createOriel({ store, keep: 'all', tell, ...(workers !== null && { workers }) });
  try {
    const service = await startService({ ...command, oriel, found, say, log, tell });
    if (!isLoopback(host)) warn('reachable')(message('cli.serve.open', { host }));
    await terminal.print([service.address]);
    if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
    await service.drain(serveLimits.drainSeconds);
  } finally {
    await oriel.close();
    await store.close();
  }
}
