import { describe, expect, it, vi } from 'vitest';
import type { AppState } from '../../../../src/app/state.ts';
import { beingRead, type Inspected, type Preview } from '../../../../src/app/whole/whole-model.ts';
import type { Study } from '../../../../src/library/index.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { creditCard, creditRecord } from '../make.ts';
import { letter, longTable, model, openings, photo, table } from './harness.ts';

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

describe('a long table', () => {
  /** The page while it is read: what ends that. */
  async function whileRead(files: readonly File[], before: readonly File[] = [model('before.onnx'), table()]) {
    const page = openings();
    await page.opening.openFiles(before);
    const { topic } = page.store.get();
    let end: () => void = () => {};
    page.reading.done = new Promise((resolve) => {
      end = resolve;
    });
    const opened = page.opening.openFiles(files);
    const preview = () => beingRead(page.store.get().whole);
    const view = (view: AppState['view']) => page.store.set({ view });
    const ended = async () => {
      end();
      await opened;
    };
    return { ...page, topic, preview, view, ended };
  }

  it('is looked at by its first rows while it is read, with what it was dropped with', async () => {
    const { store, topic, preview, ended, held } = await whileRead([longTable(), model()]);
    await vi.waitFor(() => expect(preview()).not.toBeNull());
    const study = preview()?.study;
    expect([store.get().topic, study?.handle === topic?.study.handle]).toEqual([topic, false]);
    await ended();
    expect([store.get().topic?.origin.kind, preview(), store.get().own.table?.file]).toEqual(['own', null, 'long.csv']);
    expect(store.get().whole.preview).toMatchObject({ study, all: store.get().topic?.study });
    await vi.waitFor(() => expect(kinds(held)).toEqual(['model', 'study', 'table']));
    expect(held).not.toContain(study?.handle);
  });

  it('goes on show in the view that its first rows were looked at in, and at the row that was asked for', async () => {
    for (const [shown, row] of [
      ['model', null],
      ['decision', 384],
    ] as const) {
      const { store, preview, view, ended } = await whileRead([model(), longTable()]);
      await vi.waitFor(() => expect(preview()).not.toBeNull());
      view(shown);
      const { whole } = store.get();
      store.set({ whole: { ...whole, preview: { ...(whole.preview as Preview), row } } });
      await ended();
      expect([store.get().view, store.get().topic?.row]).toEqual([shown, row ?? 0]);
    }
  });

  it('is read once its first rows are explained, where they are looked at', async () => {
    const page = openings();
    await page.opening.openFiles([model(), table()]);
    page.store.set({ view: 'model' });
    const opened = page.opening.openFiles([longTable()]);
    const first = () => beingRead(page.store.get().whole)?.study as Study;
    await vi.waitFor(() => expect(first()).toBeDefined());
    const tell = (explained: object | null) => {
      const inspected = { study: first(), state: 'running', rows: { explained } } as unknown as Inspected;
      page.store.set({ whole: { ...page.store.get().whole, inspected } });
    };
    tell(null);
    await new Promise((resolve) => setTimeout(resolve));
    expect(page.reading.begun).toEqual(['data.csv']);
    tell({});
    await opened;
    expect(page.reading.begun).toEqual(['data.csv', 'long.csv']);
    expect([page.store.get().view, page.store.get().own.table?.file]).toEqual(['model', 'long.csv']);
  });

  it('with an error far down leaves what was on show, and nothing of its first rows', async () => {
    const { store, topic, preview, view, ended, held } = await whileRead([longTable('ragged.csv')]);
    await vi.waitFor(() => expect(preview()).not.toBeNull());
    view('model');
    await ended();
    expect([store.get().topic, preview(), store.get().view]).toEqual([topic, null, 'model']);
    expect(store.get().alerts).toHaveLength(1);
    await vi.waitFor(() => expect(kinds(held)).toEqual(['model', 'study', 'table']));
  });

  it('is not looked at before there is a model, or where none of its first rows may be', async () => {
    const alone = await whileRead([longTable()], []);
    await alone.ended();
    expect(alone.preview()).toBeNull();
    const held = { ...card('held out'), holdout: [100_000] };
    const { preview, store, ended } = await whileRead([
      model(),
      longTable(),
      new File([JSON.stringify(held)], 'a.json'),
    ]);
    await vi.waitFor(() => expect(store.get().opening).toEqual(['long.csv']));
    expect(preview()).toBeNull();
    await ended();
    expect([preview(), store.get().alerts]).toEqual([null, []]);
  });

  it('that is given up is looked at no longer', async () => {
    const { opening, preview, ended } = await whileRead([model(), longTable()]);
    await vi.waitFor(() => expect(preview()).not.toBeNull());
    opening.giveUp();
    expect(preview()).toBeNull();
    await ended();
    expect(preview()).toBeNull();
  });
});
