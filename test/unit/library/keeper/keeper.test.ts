import { expect, test } from 'vitest';
import { sha256 } from '../../../../src/data/hash.ts';
import { createKeeper } from '../../../../src/library/keeper/keeper.ts';
import type { KeeperApi, Reach } from '../../../../src/library/keeper/keeper-api.ts';
import { openMemoryStore } from '../../../../src/store/memory.ts';
import { keeperHere } from './keeper-here.ts';

test('what is not wanted any more is not begun, whenever it was asked for', async () => {
  let spawned = 0;
  const keeper = createKeeper(() => {
    spawned++;
    return keeperHere();
  });
  const hashes = (wanted: boolean) =>
    keeper.run(
      openMemoryStore(),
      () => wanted,
      (api) => api.hashes([new Blob(['a'])]),
    );
  await expect(hashes(false)).rejects.toMatchObject({ name: 'AbortError' });
  expect(spawned).toBe(0);
  expect(await hashes(true)).toEqual(['ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb']);
});

test('models of one table share its file, which goes with the last of them', async () => {
  const store = openMemoryStore();
  const keeper = createKeeper(keeperHere);
  const file = (name: string, text: string) => new File([text], name);
  const keys: string[] = [];
  for (const name of ['one', 'two']) {
    const files = [
      { role: 'model', file: file(`${name}.onnx`, name) },
      { role: 'table', file: file('data.csv', 'a,b') },
    ] as const;
    const key = await sha256(new TextEncoder().encode(name));
    const model = { sha256: key, name, format: 'onnx', card: null, files };
    const keep = (api: KeeperApi, reach: Reach | null) =>
      api.keepModel(
        model,
        reach,
        () => {},
        () => {},
      );
    await keeper.run(store, () => true, keep);
    keys.push(key);
  }
  const left = async () => (await store.fileNames()).length;
  expect(await left()).toBe(3);
  await store.delete('model', keys[0]);
  expect(await left()).toBe(2);
  await store.delete('model', keys[1]);
  expect(await left()).toBe(0);
});
