import { expect, test } from 'vitest';
import { createKeeper } from '../../../../src/app/keeping/keeper.ts';
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
