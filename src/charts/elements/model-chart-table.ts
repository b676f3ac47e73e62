import { html, nothing, type TemplateResult } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import type { Picture } from '../whole/picture.ts';
import { tableTexts } from '../whole/tables.ts';

/** Rows of a table that are on the page; a file has all of them. */
const MOST_ROWS = 200;

/** All numbers, folded away. */
export function numbersTable({ table }: Picture, language: Language): TemplateResult {
  const title = language.say('chart.asTable');
  const { columns, late } = table;
  const shown = { columns, rows: late ? late.first(MOST_ROWS) : table.rows.slice(0, MOST_ROWS) };
  const all = late ? late.count : table.rows.length;
  const cut = language.say('chart.whole.tableCut', { shown: MOST_ROWS, all });
  const align = (at: number) => (columns[at].write ? 'number' : '');
  const cell = (text: string, at: number) =>
    at === 0
      ? html`<th scope="row" class=${align(at)}><bdi>${text}</bdi></th>`
      : html`<td class=${align(at)}><bdi>${text}</bdi></td>`;
  return html`
    <details id="table">
      <summary>${title}</summary>
      <div class="scroll" role="group" tabindex="0" aria-label=${title}>
        <table>
          <thead>
            <tr>${columns.map(({ name }, at) => html`<th scope="col" class=${align(at)}>${name}</th>`)}</tr>
          </thead>
          <tbody>${tableTexts(shown, language).map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody>
        </table>
        ${all > MOST_ROWS ? html`<p>${cut}</p>` : nothing}
      </div>
    </details>
  `;
}
