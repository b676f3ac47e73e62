import { html, nothing, type TemplateResult } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import type { Picture } from '../whole/picture.ts';
import { tableTexts } from '../whole/tables.ts';

/** Rows of a table that are on the page; a file has all of them. */
const MOST_ROWS = 200;

/**
 * All numbers, folded away. Its thousands of cells are made once it `isOpen`: pictures change many
 * times while a model is looked at.
 */
export function numbersTable(
  { table }: Picture,
  language: Language,
  { isOpen, toggled }: { readonly isOpen: boolean; readonly toggled: (isOpen: boolean) => void },
): TemplateResult {
  const title = language.say('chart.asTable');
  return html`
    <details id="table" @toggle=${({ target }: Event) => toggled((target as HTMLDetailsElement).open)}>
      <summary>${title}</summary>
      ${isOpen ? cells(table, title, language) : nothing}
    </details>
  `;
}

function cells(table: Picture['table'], title: string, language: Language): TemplateResult {
  const { columns, late } = table;
  const shown = { columns, rows: late ? late.first(MOST_ROWS) : table.rows.slice(0, MOST_ROWS) };
  const all = late ? late.count : table.rows.length;
  const cut = language.say('chart.whole.tableCut', { shown: MOST_ROWS, all });
  const align = (at: number) => (columns[at].write ? 'number' : '');
  // A header has something to say: the first place of a curve has no threshold.
  const cell = (text: string, at: number) =>
    at === 0 && text !== ''
      ? html`<th scope="row" class=${align(at)}><bdi>${text}</bdi></th>`
      : html`<td class=${align(at)}><bdi>${text}</bdi></td>`;
  return html`
    <div class="scroll" role="group" tabindex="0" aria-label=${title}>
      <table>
        <thead>
          <tr>${columns.map(({ name }, at) => html`<th scope="col" class=${align(at)}>${name}</th>`)}</tr>
        </thead>
        <tbody>${tableTexts(shown, language).map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody>
      </table>
      ${all > MOST_ROWS ? html`<p>${cut}</p>` : nothing}
    </div>
  `;
}
