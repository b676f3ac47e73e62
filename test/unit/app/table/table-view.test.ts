import { expect, it } from 'vitest';
import type { TableCalls } from '../../../../src/app/table/looking.ts';
import { TableView } from '../../../../src/app/table/table-view.ts';
import { english } from '../../../../src/catalogue/english.ts';
import type { RowsFile, RowsProgress } from '../../../../src/library/index.ts';
import { creditStudy } from '../make.ts';

it('shows what takes long until it has ended, whatever progress comes after the end', async () => {
  let tell: RowsProgress = () => {};
  let end = (_: Blob) => {};
  const calls: Partial<TableCalls> = {
    file: (_study, _choice, progress) => {
      tell = progress;
      return new Promise((resolve) => {
        end = resolve;
      });
    },
  };
  const screen = { redraw() {}, renew() {}, showPlace() {} };
  const view = new TableView(
    () => calls as TableCalls,
    () => english,
    screen,
  );
  const choice = (explain: RowsFile['explain']): RowsFile => ({
    ...{ query: {}, records: [], explanations: true, explain },
    form: 'csv',
  });
  const explain = { explainer: 'lime', outputs: 'all' } as const;
  const file = view.file(creditStudy, choice(explain));
  expect(view.work).toMatchObject({ kind: 'explained', done: 0 });
  tell({ done: 3, total: 60 });
  expect(view.work).toEqual({ kind: 'explained', done: 3, total: 60 });
  end(new Blob());
  await file;
  expect(view.work).toBeNull();
  tell({ done: 56, total: 60 });
  expect(view.work).toBeNull();
  void view.file(creditStudy, choice(null));
  expect(view.work).toMatchObject({ kind: 'file' });
});
