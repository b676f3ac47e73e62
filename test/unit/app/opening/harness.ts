import { zipSync } from 'fflate';
import { createChanges } from '../../../../src/app/changes.ts';
import type { Explaining } from '../../../../src/app/explaining/explaining.ts';
import { createBrought } from '../../../../src/app/opening/brought.ts';
import { createOpening } from '../../../../src/app/opening/opening.ts';
import type { Topic } from '../../../../src/app/state.ts';
import { createStore } from '../../../../src/app/store.ts';
import type { Cell, EngineApi, FileSource } from '../../../../src/engine/protocol.ts';
import { createSession } from '../../../../src/library/session.ts';
import { creditStudy } from '../make.ts';

/** What the engine takes every model for. */
export const MODEL = 'f'.repeat(64);

/** The parts of the page that open something, with an engine that opens anything but bad models. */
export function openings(input: 'tabular' | 'image' = 'tabular') {
  let count = 0;
  /** Handles given out and not released. */
  const held = new Set<string>();
  const refused: string[] = [];
  const give = (name: string) => {
    const handle = `${name} ${++count}`;
    held.add(handle);
    return handle;
  };
  /** Rows that are read until the test says so. */
  const waiting = new Map<number, () => void>();
  const slow = new Set<number>();
  /** Names of tables, by the handles of studies too. */
  const tables = new Map<string, string>();
  const study = { ...creditStudy, model: MODEL, card: { ...creditStudy.card, input: { kind: input } as never } };
  const engine = {
    async openModel({ name }: FileSource) {
      if (name.startsWith('bad')) throw new Error(name);
      return { handle: give('model'), facts: { file: name, format: 'onnx' } };
    },
    async openTable({ name }: FileSource) {
      const handle = give('table');
      tables.set(handle, name);
      return { handle, file: name, columns: [], rows: 9 };
    },
    openPicture: async ({ name }: FileSource) => ({ handle: give('picture'), file: name, width: 1, height: 1 }),
    async study({ model, table = '', card }: { model: string; table?: string; card?: { name: string } }) {
      if (card?.name === 'refused') throw new Error(model);
      const handle = give('study');
      tables.set(handle, tables.get(table) ?? '');
      return { ...study, rows: input === 'image' ? 0 : 1000, handle };
    },
    async row(of: string, row: number): Promise<readonly Cell[]> {
      if (slow.has(row)) await new Promise<void>((resolve) => waiting.set(row, resolve));
      return ['no checking', row, tables.get(of)?.startsWith('other') ? 27 : 26, 'none'];
    },
    known: async () => null,
    async release(handle: string) {
      if (!held.delete(handle)) refused.push(handle);
    },
  } as unknown as EngineApi;
  const explaining = { start() {}, drop() {}, wait() {} } as unknown as Explaining;
  const store = createStore();
  const writeAddress = () => {};
  const inUse = { api: () => engine, isInUse: (other: EngineApi) => other === engine, end() {} };
  const session = createSession({ engine: inUse, kept: async () => null, tell() {} });
  const opening = createOpening({ store, session, explaining, brought: createBrought(), check() {}, writeAddress });
  const changes = createChanges({
    ...{ store, explaining, stay: opening.stay, writeAddress, openModel: opening.chooseExample },
    explain() {},
  });
  const topic = () => store.get().topic as Topic;
  return { opening, changes, store, held, refused, slow, waiting, topic };
}

export const model = (name = 'model.onnx') => new File([new Uint8Array([8, 8, 18, 0])], name);
export const table = (name = 'data.csv') => new File(['a,b\n1,2\n'], name);
export const photo = (name: string) => new File([new Uint8Array([255, 216])], name);
export const letter = () => new File([zipSync({ 'word/document.xml': new Uint8Array(3) })], 'letter.docx');
