import { expect, test, vi } from 'vitest';
import { createKeeping } from '../../../../src/app/keeping/keeping.ts';
import { comparedWith } from '../../../../src/app/keeping/kept-models.ts';
import { readPlace } from '../../../../src/app/keeping/place.ts';
import { createKeeper } from '../../../../src/library/keeper/keeper.ts';
import type { KeeperApi } from '../../../../src/library/keeper/keeper-api.ts';
import { keeperWork } from '../../../../src/library/keeper/keeper-work.ts';
import type { Store as Keep } from '../../../../src/store/store.ts';
import { keeperHere } from '../../library/keeper/keeper-here.ts';
import { madeRequest } from '../../store/made.ts';
import { creditRecord } from '../make.ts';
import { MODEL, model, openings, table } from '../opening/harness.ts';

/** A promise that the test settles. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** A page that keeps, in memory: what the worker does is done here. */
async function page(change: Partial<KeeperApi> = {}) {
  const all = openings();
  const { opening, store, topic } = all;
  const keeping = createKeeping({
    app: store,
    session: { requestsOf: async () => [] },
    bringBack: opening.bringBack,
    keeper: createKeeper(() => keeperHere(change)),
  });
  await opening.openFiles([model(), table()]);
  await keeping.keepAlways(false); // the store is there from now on
  const explained = () => {
    const { row, edited, study } = topic();
    const record = creditRecord([0, 0, 0, 0], { model: { name: 'model.onnx', sha256: MODEL, format: 'onnx' } });
    const input = { ...record.input, values: [...edited], row } as typeof record.input;
    store.set({ status: 'done', stale: false, shown: { record: { ...record, input }, study } });
  };
  const keep = (await keeping.place()) as Keep;
  const kept = async () => (await keep.get('model', MODEL))?.value;
  const how = () => comparedWith(store.get().own, store.get().kept.models[0], store.get().kept.hashes);
  /** Once nothing is under way: what is kept by itself is kept by then. */
  const rest = async () => {
    explained();
    for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setTimeout(resolve));
    await vi.waitFor(() => expect(store.get().kept.work).toBeNull());
  };
  return { ...all, keeping, explained, keep, kept, how, rest };
}

const names = (value: Awaited<ReturnType<Awaited<ReturnType<typeof page>>['kept']>>) =>
  value?.files.map(({ name }) => name);

test('a kept model follows its answers, but other files replace its own only where the person says so', async () => {
  const { opening, keeping, kept, how, rest } = await page();
  await keeping.keepModel();
  await opening.answer({ task: 'binary' });
  await rest();
  expect((await kept())?.answers).toEqual({ task: 'binary' });
  await opening.openFiles([table('other.csv')]);
  await rest();
  expect(names(await kept())).toEqual(['model.onnx', 'data.csv']);
  expect(how()).toBe('other');
  await keeping.keepModel();
  expect(names(await kept())).toEqual(['model.onnx', 'other.csv']);
  expect(how()).toBe('kept');
  await keeping.keepAlways(true);
  await opening.openFiles([table('third.csv')]);
  await rest();
  expect(names(await kept())).toEqual(['model.onnx', 'third.csv']);
});

test('a file of the same name and size counts as kept only with the same bytes, and is hashed once', async () => {
  const hashed: number[] = [];
  const { opening, keeping, how, rest } = await page({
    hashes(files) {
      hashed.push(files.length);
      return keeperWork().hashes(files);
    },
  });
  await keeping.keepModel();
  expect([how(), hashed]).toEqual(['kept', []]);
  await opening.openFiles([new File(['a,b\n1,3\n'], 'data.csv')]);
  await rest();
  expect(how()).toBe('other');
  await opening.openFiles([table()]);
  await rest();
  expect(how()).toBe('kept');
  await opening.editCard({ schema: 'oriel.card/1', name: 'x', task: 'binary', input: { kind: 'tabular' } } as never);
  await rest();
  expect(hashed).toEqual([1, 1]);
});

test('what is forgotten in another tab while it is being kept is not kept after all', async () => {
  const { opening, keeping, keep, store, rest } = await page();
  const slow = gate();
  const large = table('large.csv');
  large.arrayBuffer = async () => {
    await slow.opened;
    return new ArrayBuffer(8);
  };
  await opening.openFiles([large]);
  const keepingIt = keeping.keepModel();
  await vi.waitFor(() => expect(store.get().kept.work).not.toBeNull());
  await keep.clear();
  expect(store.get().kept.work).toBeNull();
  slow.open();
  await keepingIt;
  await rest();
  expect(await keep.list('model')).toEqual([]);
  expect(store.get().alerts).toEqual([]);
  // It can be kept again.
  await keeping.keepModel();
  expect(store.get().kept.models).toHaveLength(1);
});

/** A page with a kept model, whose files are read once the test says so; another one is on show. */
async function slowlyBack() {
  const slow = gate();
  const all = await page({
    async modelFiles(...given) {
      await slow.opened;
      return keeperWork().modelFiles(...given);
    },
  });
  await all.keeping.keepModel();
  await all.opening.openFiles([model('new.onnx')]);
  await all.opening.openFiles([table('other.csv')]);
  const coming = all.keeping.openModel(MODEL);
  expect(all.store.get().opening).toEqual(['model.onnx']);
  return { ...all, coming, files: slow };
}

test.each([
  ['another row', ({ opening }) => opening.chooseRow(3)],
  ['a stop', async ({ opening }) => void opening.giveUp()],
] as [string, (all: Awaited<ReturnType<typeof slowlyBack>>) => Promise<void>][])(
  'a kept model that is still being read does not come on show after %s',
  async (_, choose) => {
    const all = await slowlyBack();
    const { store, topic, coming, files } = all;
    await choose(all);
    const chosen = topic();
    files.open();
    await coming;
    expect(topic()).toBe(chosen);
    expect(topic().title.en).toBe('new.onnx');
    expect(store.get().kept.work).toBeNull();
    expect(store.get().opening).toBeNull();
    expect(store.get().alerts).toEqual([]);
  },
);

test('a kept model comes on show in place of files that were being opened, and before those brought since', async () => {
  const { keeping, opening, topic, slow, waiting } = await page();
  await keeping.keepModel();
  slow.add(0);
  const earlier = opening.openFiles([model('earlier.onnx'), table()]);
  await vi.waitFor(() => expect(waiting.has(0)).toBe(true));
  const coming = keeping.openModel(MODEL);
  slow.clear();
  waiting.get(0)?.();
  await Promise.all([earlier, coming]);
  expect(topic().title.en).toBe('model.onnx');
  const again = keeping.openModel(MODEL);
  const later = opening.openFiles([model('later.onnx'), table()]);
  await Promise.all([again, later]);
  expect(topic().title.en).toBe('later.onnx');
});

test('a model that was deleted comes back with the time at which it was left, and no timer is left of it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { keeping, keep, explained, opening } = await page();
  explained();
  await keeping.keepModel();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() + 60_000 });
  const before = await readPlace(keep, MODEL);
  expect(before).not.toBeNull();
  await opening.chooseRow(5);
  explained();
  expect(vi.getTimerCount()).toBe(1);
  const ids = ['1'.repeat(32), '2'.repeat(32)];
  for (const [at, id] of ids.entries())
    await keep.put('request', id, { ...(await madeRequest(['', 'r'][at], { model: MODEL })).value, asked: {} });
  await keeping.deleteModel(MODEL);
  // What was under way has nothing to go on with; what was answered before is kept.
  expect((await keep.list('request')).map(({ key, value }) => [key, value.asked])).toEqual([[ids[1], undefined]]);
  expect(vi.getTimerCount()).toBe(0);
  expect(await readPlace(keep, MODEL)).toBeNull();
  await keeping.undoDeleteModel();
  expect(await readPlace(keep, MODEL)).toEqual(before);
  vi.useRealTimers();
});
