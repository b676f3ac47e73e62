import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditFile, AuditFiles } from '../audit/files.ts';
import { chunksOf, digestOf } from '../bundle/folder/lines.ts';

/** A file of a disk, to be checked: it is read in parts, however large it is. */
export const fileOnDisk = (path: string): AuditFile => ({
  chunks: () => chunksOf(path),
  sha256: async () => (await digestOf(path))?.sha256 ?? '',
});

/** The files of a bundle's folder, to be checked. */
export const folderFiles = (folder: string): AuditFiles => ({
  async file(name) {
    const path = join(folder, name);
    for await (const chunk of chunksOf(path)) if (chunk.length > 0) return fileOnDisk(path);
    return null;
  },
  async recordNames() {
    const names = await readdir(join(folder, 'records')).catch(() => []);
    return names.map((name) => `records/${name}`);
  },
});
