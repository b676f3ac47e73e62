import { randomInt } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Layout, widthOf } from '../row-values.ts';
import { files } from '../schema.ts';
import type { Rows } from '../shares.ts';
import { type DoneRows, doneRows } from './done-rows.ts';
import { createValuesFile, type ValuesFacts, type ValuesFile } from './parquet.ts';

/**
 * The values of a bundle, written while its rows are explained, so that nobody waits for them at
 * the end. A process that ends before leaves a part that nobody needs: all numbers are in the
 * folder beside it, and the next one begins with those.
 */
export interface ValuesAhead {
  add(more: DoneRows): void;
  /** Puts them into their place; false where no row was explained. */
  end(): Promise<boolean>;
}

const isPart = (name: string): boolean => name.startsWith(`${files.values}.`) && name.endsWith('.part');

/** Takes up what is done in a folder by now, if it has a layout yet. */
export async function createValuesAhead(
  { folder, rows, facts }: { readonly folder: string; readonly rows: Rows; readonly facts: ValuesFacts },
  layout: () => Layout | null,
): Promise<ValuesAhead> {
  for (const name of await readdir(folder)) if (isPart(name)) await rm(join(folder, name), { force: true });
  // Another process may still write to its own: it hears late that the folder is not its any more.
  const part = join(folder, `${files.values}.${randomInt(2 ** 40)}.part`);
  let file: ValuesFile | null = null;
  const opened = (): ValuesFile => {
    const known = layout();
    if (!known) throw new Error('nothing was explained yet');
    file ??= createValuesFile(part, known, facts);
    return file;
  };
  const known = layout();
  if (known) for await (const done of doneRows({ folder, rows }, widthOf(known))) opened().add(done.rows, done.values);
  return {
    add: ({ rows, values }) => opened().add(rows, values),
    async end() {
      if (!file) return false;
      file.end();
      await rename(part, join(folder, files.values));
      return true;
    },
  };
}
