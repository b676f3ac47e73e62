import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Table } from '../chart.ts';
import type { View } from '../view.ts';
import { restOf, tableOf } from '../wording.ts';

/** Rows of a table that go on paper; the styles leave out what comes after them. */
const paperRows = 20;

/** The numbers of a chart as a table, folded away beneath it. */
export function dataTable(view: View, caption: string, tableIn: (view: View) => Table): TemplateResult {
  const { language } = view;
  const { header, rows, numbers } = tableIn(view);
  // Rows of pairs are no players, and are counted alone.
  const rest = () =>
    tableIn === tableOf
      ? restOf(view, paperRows)
      : language.say('chart.pairsOnPaper', { shown: paperRows, all: rows.length });
  const title = language.say('chart.asTable');
  const align = (at: number) => (at >= header.length - numbers ? 'number' : '');
  const cellOf = (cell: string, at: number) =>
    at === 0 ? html`<th scope="row"><bdi>${cell}</bdi></th>` : html`<td class=${align(at)}><bdi>${cell}</bdi></td>`;
  return html`
    <details id="table">
      <summary>${title}</summary>
      <p class="said" id="said">${caption}</p>
      <div class="scroll" role="region" tabindex="0" aria-label=${title}>
        <table aria-labelledby="said">
          <thead><tr>${header.map((cell, at) => html`<th scope="col" class=${align(at)}>${cell}</th>`)}</tr></thead>
          <tbody>
            ${repeat(
              rows,
              (row) => row.key,
              (row) => html`<tr>${row.cells.map(cellOf)}</tr>`,
            )}
          </tbody>
        </table>
        ${rows.length > paperRows ? html`<p class="rest">${rest()}</p>` : nothing}
      </div>
    </details>
  `;
}
