import { describe, expect, it, vi } from 'vitest';
import type { Explanation } from '../../../../src/records/record.ts';
import { creditCard, creditRecord } from '../make.ts';
import { letter, model, openings, photo, table } from './harness.ts';

const card = (name: string) => ({ ...creditCard, name });
const kinds = (handles: Iterable<string>) => [...handles].map((handle) => handle.split(' ')[0]).sort();

describe('own files', () => {
  it('are taken beside a file of an unknown kind, which is named', async () => {
    const { opening, store, topic } = openings();
    await opening.openFiles([model(), table('old.csv')]);
    const { study } = topic();
    await opening.openFiles([letter(), table('new.csv')]);
    expect(store.get().own.table?.file).toBe('new.csv');
    expect(topic().study.handle).not.toBe(study.handle);
    expect(store.get().alerts.map(({ message }) => message)).toEqual([
      { key: 'page.files.unknown', values: { file: 'letter.docx' } },
    ]);
  });

  it('leave the engine with what is needed of them, however often they are described or replaced', async () => {
    const { opening, store, held, refused, topic } = openings();
    await opening.openFiles([model(), table()]);
    for (let edit = 0; edit < 5; edit++) await opening.editCard(card(`card ${edit}`));
    await vi.waitFor(() => expect(kinds(held)).toEqual(['model', 'study', 'table']));
    await opening.openFiles([model('other.onnx')]);
    await opening.openFiles([table('other.csv')]);
    const { own } = store.get();
    const needed = [own.model?.handle, topic().study.handle, own.table?.handle];
    await vi.waitFor(() => expect([...held].sort()).toEqual(needed));
    expect(refused).toEqual([]);
  });

  it('that fail are let go of, and what worked before them is kept', async () => {
    const { opening, store, held, topic } = openings();
    await opening.openFiles([model(), table()]);
    const before = [...held];
    await opening.editCard(card('refused'));
    await opening.openFiles([table('beside.csv'), model('bad.onnx')]);
    expect([...held]).toEqual(before);
    expect(held).toContain(topic().study.handle);
    expect(store.get().own.table?.file).toBe('data.csv');
  });

  it('take their pictures with them when they are replaced, and no others', async () => {
    const revoked = vi.spyOn(URL, 'revokeObjectURL');
    const { opening, held, topic } = openings('image');
    await opening.openFiles([model(), photo('a.jpg'), photo('b.jpg')]);
    const old = topic().photos.map(({ url }) => url);
    await opening.openFiles([photo('c.jpg')]);
    expect(topic().photos).toHaveLength(3);
    expect(revoked).not.toHaveBeenCalled();
    await opening.openFiles([table()]);
    await opening.openFiles([photo('d.jpg'), photo('e.jpg')]);
    expect(topic().photos.map(({ name }) => name)).toEqual(['d.jpg', 'e.jpg']);
    expect(revoked.mock.calls.map(([url]) => url)).toEqual(expect.arrayContaining(old));
    expect(revoked).toHaveBeenCalledTimes(3);
    expect(kinds(held)).toEqual(['model', 'picture', 'picture', 'study']);
    revoked.mockRestore();
  });
});

describe('the way back', () => {
  const explained = (record: Explanation, { store, topic }: ReturnType<typeof openings>) =>
    store.set({ status: 'done', stale: false, shown: { record, study: topic().study } });

  it('is not overtaken by a row that is still being read', async () => {
    const all = openings();
    const { opening, changes, slow, waiting, topic, store } = all;
    await opening.openFiles([model(), table()]);
    await opening.chooseRow(384);
    explained(creditRecord([0, 0, 0, 0]), all);
    changes.mark();
    await opening.chooseRow(385);
    explained(creditRecord([0, 0, 0, 0]), all);
    slow.add(386);
    const late = opening.chooseRow(386);
    await vi.waitFor(() => expect(waiting.has(386)).toBe(true));
    changes.back();
    expect(topic().row).toBe(384);
    expect(store.get().opening).toBeNull();
    waiting.get(386)?.();
    await late;
    expect(topic().row).toBe(384);
  });
});
