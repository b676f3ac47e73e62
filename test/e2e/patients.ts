import type { Page } from 'playwright';
import { wardModel, wardRows } from '../support/stumps.ts';

export const file = (name: string, data: Uint8Array | string) => ({ name, mimeType: '', buffer: Buffer.from(data) });

/** Patients with names, of which the model is given none: long and Arabic ones, and a formula. */
export function patients(count: number) {
  const names = ['Ada', 'محمد بن عبد الله', '=HYPERLINK("x")', `Maria ${'de la Concepción '.repeat(8)}`];
  const [head, ...rows] = wardRows(count);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = rows.map((row, at) => [quoted(`${names[at % names.length]} ${at}`), ...row].join(','));
  return file('patients.csv', [['name', ...head].join(','), ...lines].join('\n'));
}
export const model = file('model.json', wardModel());

/** The page’s table, and what is in it. */
export const table = (page: Page) => page.getByRole('dialog', { name: 'Table' });
export const grid = (page: Page) => table(page).getByRole('grid', { name: 'Table' });
export const row = (page: Page, place: number) => grid(page).locator(`tr[aria-rowindex="${place + 2}"]`);
export const head = (page: Page, name: RegExp) => grid(page).getByRole('columnheader', { name });
export const find = (page: Page, text: string) => table(page).getByRole('searchbox', { name: 'Find' }).fill(text);
export const counts = (page: Page, text: string) => table(page).getByText(text, { exact: true }).waitFor();
