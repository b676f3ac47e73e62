import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { workFiles } from './work-files.ts';

/** Files that are added to, each opened when it is first needed. */
export function createHandles(folder: string) {
  const handles = new Map<string, FileHandle>();
  /** Files, but the states, with something that the disk may not have yet. */
  const unsettled = new Set<string>();
  async function end(name: string): Promise<void> {
    const handle = handles.get(name);
    handles.delete(name);
    await handle?.sync();
    await handle?.close();
  }
  return {
    async append(name: string, what: string | Uint8Array): Promise<void> {
      const handle = handles.get(name) ?? (await open(join(folder, name), 'a'));
      handles.set(name, handle);
      await handle.appendFile(what);
      if (name !== workFiles.states) unsettled.add(name);
    },
    /** Writes down to the disk what was added to all but the states. */
    async settle(): Promise<void> {
      await Promise.all([...unsettled].map((name) => handles.get(name)?.datasync()));
      unsettled.clear();
    },
    /** Writes everything down to the disk; a file that is full is closed. */
    async endPart(full: string): Promise<void> {
      await end(full);
      for (const handle of handles.values()) await handle.sync();
    },
    async close(): Promise<void> {
      for (const name of [...handles.keys()]) await end(name);
    },
  };
}
