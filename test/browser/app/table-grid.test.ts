import { afterEach, expect, test } from 'vitest';
import { TableGrid } from '../../../src/app/panels/table-grid.ts';

afterEach(() => document.body.replaceChildren());

const TOTAL = 60;

/** A grid that knows how many rows there are, and has been given none of them. */
async function grid() {
  const element = new TableGrid();
  const column = { note: '', numeric: true, text: (_: unknown, cell: string) => cell };
  Object.assign(element, {
    columns: [
      { ...column, key: null, label: 'Row', place: -1 },
      { ...column, key: { column: 'age' }, label: 'Age', place: 0 },
    ],
    found: { total: TOTAL, from: 0, rows: [], first: 0 },
    sorting: null,
    current: 0,
    label: 'Rows',
    hint: '',
  });
  const chosen: number[] = [];
  element.addEventListener('oriel-row', (event) => chosen.push((event as CustomEvent<number>).detail));
  document.body.append(element);
  await element.updateComplete;
  const press = async (key: string, ctrlKey = false) => {
    const event = new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true });
    element.querySelector('.grid-scroll')?.dispatchEvent(event);
    await element.updateComplete;
  };
  /** As the file has them: row 100 + place. */
  const give = async () => {
    const rows = Array.from({ length: TOTAL }, (_, at) => ({
      row: 100 + at,
      cells: ['31'],
      answers: null,
      wrong: null,
    }));
    element.found = { total: TOTAL, from: 0, rows, first: 0 };
    await element.updateComplete;
  };
  return { element, press, give, chosen };
}

test('a row that is chosen before it was fetched is chosen once it is there', async () => {
  const { press, give, chosen } = await grid();
  await press('End', true);
  await press('Enter');
  expect(chosen).toEqual([]);
  await give();
  await give();
  expect(chosen).toEqual([159]);
});

test('it is not where somebody has gone on meanwhile', async () => {
  const { press, give, chosen } = await grid();
  await press('Enter');
  await press('ArrowDown');
  await give();
  expect(chosen).toEqual([]);
  await press('Enter');
  expect(chosen).toEqual([101]);
});

test('nor where other rows came in their place', async () => {
  for (const change of ['toTop', 'forget'] as const) {
    const { element, press, give, chosen } = await grid();
    await press('Enter');
    element[change]();
    await give();
    expect(chosen).toEqual([]);
  }
});
