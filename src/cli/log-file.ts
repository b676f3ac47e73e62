import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { checkLog, entryIn } from '../audit/check-log.ts';
import { LINE_END } from '../bundle/lines.ts';
import { foreign, OrielError } from '../errors.ts';
import { canonicalJson } from '../records/canonical.ts';
import { type Hold, takeLock } from '../store/folder/lock.ts';
import { type LogEntry, type LogNote, nextEntry } from '../store/log.ts';
import { fileOnDisk } from './folder-files.ts';

/** How long another process may take to add what it has, and how often is looked. */
const PATIENCE = { milliseconds: 10_000, every: 20 } as const;

/**
 * Adds entries to a log, behind whatever other processes add; they are on the disk when it
 * resolves. Throws `log-damaged` where its end is not as it was written, `failure-log-in-use` where
 * another process does not let go of it, and `failure-log`.
 */
export async function addToLog(path: string, notes: readonly LogNote[]): Promise<readonly LogEntry[]> {
  try {
    const hold = await inTurn(path);
    try {
      const handle = await open(path, 'a+');
      try {
        return await add(handle, path, notes);
      } finally {
        await handle.close();
      }
    } finally {
      await hold.giveBack();
    }
  } catch (thrown) {
    if (thrown instanceof OrielError) throw thrown;
    throw new OrielError('failure-log', { file: path, text: foreign(thrown) }, { cause: thrown });
  }
}

async function inTurn(path: string): Promise<Hold> {
  const lock = `${path}.lock`;
  const end = performance.now() + PATIENCE.milliseconds;
  for (;;) {
    try {
      return await takeLock(lock, path);
    } catch (thrown) {
      if (!(thrown instanceof OrielError)) throw thrown;
      const { process, host } = thrown.details;
      if (performance.now() > end) throw new OrielError('failure-log-in-use', { file: path, process, host, lock });
    }
    await wait(PATIENCE.every);
  }
}

async function add(handle: FileHandle, path: string, notes: readonly LogNote[]): Promise<readonly LogEntry[]> {
  let before = await lastEntry(handle, path);
  const added: LogEntry[] = [];
  for (const note of notes) {
    before = await nextEntry(before, note, Date.now());
    added.push(before);
  }
  const { size } = await handle.stat();
  try {
    await handle.appendFile(added.map((entry) => `${canonicalJson(entry)}\n`).join(''));
    await handle.datasync();
  } catch (thrown) {
    // Half an entry would be the end of the log: nothing may be added behind it.
    await handle.truncate(size);
    throw thrown;
  }
  return added;
}

/** The last entry, which the next one is bound to: all before it is for `oriel verify`. */
async function lastEntry(handle: FileHandle, path: string): Promise<LogEntry | null> {
  const { size } = await handle.stat();
  if (size === 0) return null;
  for (let length = 2 ** 16; ; length *= 2) {
    const from = Math.max(0, size - length);
    const bytes = Buffer.alloc(size - from);
    await handle.read(bytes, 0, bytes.length, from);
    const begin = bytes.lastIndexOf(LINE_END, -2) + 1;
    if (begin === 0 && from > 0) continue;
    const isWhole = bytes[bytes.length - 1] === LINE_END;
    const entry = await entryIn({ bytes: bytes.subarray(begin, isWhole ? -1 : undefined), isWhole });
    if (entry) return entry;
    const { wrong, entries } = await checkLog(fileOnDisk(path).chunks());
    throw new OrielError('log-damaged', { file: path, line: wrong?.line ?? entries });
  }
}
