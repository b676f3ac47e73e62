// Keeps a model from a worker, where files are written through sync access handles.

import { openBrowserStore } from '../../../src/store/browser/browser.ts';
import { madeModel, noise } from '../../unit/store/made.ts';

self.onmessage = async ({ data: { name, length } }: MessageEvent<{ name: string; length: number }>) => {
  const store = await openBrowserStore({ name });
  const bytes = noise(length);
  const model = await madeModel(bytes);
  await store.put('model', model.sha256, model, { files: [bytes] });
  const back = await store.file(model.sha256);
  await store.close();
  self.postMessage({
    sha256: model.sha256,
    length: back?.length,
    handles: 'createSyncAccessHandle' in FileSystemFileHandle.prototype,
  });
};
