// Keeps record after record in a folder until it is killed, and says the number of each that is
// kept.

import { openFolderStore } from '../../../src/store/folder/folder.ts';
import { madeModel, madeRecord, noise } from './made.ts';

const store = await openFolderStore(process.argv[2]);
for (let number = (await store.list('record')).length; ; number++) {
  const record = await madeRecord(number);
  await store.put('record', record.id, { record });
  process.stdout.write(`${number}\n`);
  const bytes = noise(10_000, number);
  const model = await madeModel(bytes);
  await store.put('model', model.sha256, model, { files: [bytes] });
}
