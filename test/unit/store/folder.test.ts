import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolderStore } from '../../../src/store/folder/folder.ts';
import { storeSuite } from './suite.ts';

let folder = '';
storeSuite('folder', {
  async open(options) {
    folder = await mkdtemp(join(tmpdir(), 'oriel-store-'));
    return openFolderStore(folder, options);
  },
  again: (options) => openFolderStore(folder, options),
  remove: () => rm(folder, { recursive: true, force: true }),
});
