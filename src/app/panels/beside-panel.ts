import { html, nothing, type TemplateResult } from 'lit';
import { nothingLearnt } from '../../charts/wording.ts';
import type { Explanation } from '../../records/record.ts';
import { classText } from '../../wording/class-words.ts';
import { placeInRecord } from '../../wording/classes.ts';
import { displayRecord } from '../../wording/display.ts';
import type { Shown } from '../state.ts';
import { classOf } from '../wording/answer-on-show.ts';
import { averageOf } from '../wording/average.ts';
import { besideOf, besideOnShow } from '../wording/beside-words.ts';
import { Panel } from './panel.ts';
import '../styles/beside.css';

/** Lines at first; the others are unfolded. */
const FIRST_LINES = 12;

/** A second row beside the one on show: answers, values and what each column adds. */
export class BesidePanel extends Panel {
  protected override render() {
    const { compared, topic } = this.state;
    const beside = besideOnShow(this.state);
    if (!compared || !topic || !beside) return nothing;
    const end = () => this.controller.compare(null);
    return html`
      <section class="beside" aria-labelledby="beside-title">
        <div class="beside-head">
          <h3 id="beside-title">${this.say('page.beside.title', { one: topic.row, other: compared.row })}</h3>
          <button type="button" @click=${end}>${this.say('page.beside.end')}</button>
        </div>
        ${
          'other' in beside
            ? this.both(beside.shown, beside.other)
            : html`<p class="hint" role="status">${this.say('page.beside.waiting', beside)}</p>`
        }
      </section>
    `;
  }

  private both(shown: Shown, other: Explanation): TemplateResult | typeof nothing {
    const { topic, compared, language, chosenClass, settings, average } = this.state;
    if (!topic || !compared) return nothing;
    const { record: one } = shown;
    if (nothingLearnt(one) || nothingLearnt(other)) return html`<p>${this.say('page.beside.nothing')}</p>`;
    const { card } = topic.study;
    const choice = classOf(shown, chosenClass);
    const output = placeInRecord(one, choice);
    if (output < 0 || placeInRecord(other, choice) !== output) return nothing;
    const label = classText(card, choice.label, language);
    const units = card.task === 'regression' ? ('value' as const) : null;
    const { views, lines } = besideOf([one, other], card, { output, flip: choice.flip, label, units }, language);
    const [first, second] = [one, other].map((record) => displayRecord(record, card, language));
    const choose = (event: CustomEvent<string>) => this.controller.chooseChart(event.detail);
    const chart = (record: Explanation, beside: Explanation, row: number) => html`
      <figure>
        <figcaption>${this.say('page.answer.row', { row })}</figcaption>
        <oriel-chart .language=${language} .record=${record} .beside=${beside} .output=${output}
          .flip=${choice.flip} .label=${label} .units=${units} .average=${averageOf(average, shown, output)}
          .chart=${settings.chart === 'auto' ? null : settings.chart} @oriel-chart-kind=${choose}></oriel-chart>
      </figure>`;
    const rows = [topic.row, compared.row] as const;
    return html`
      <div class="beside-table" tabindex="0" role="region" aria-label=${this.say('page.beside.table')}>
        <table>
          <thead>
            <tr><td></td>${rows.map(
              (row) => html`<th scope="colgroup" colspan="2">${this.say('page.answer.row', { row })}</th>`,
            )}</tr>
            <tr><th scope="row">${this.say('page.table.answerFor', { label })}</th>
              ${views.map(({ answer }) => html`<td colspan="2"><strong>${answer}</strong></td>`)}</tr>
          </thead>
          <tbody>${lines.slice(0, FIRST_LINES).map(line)}</tbody>
        </table>
        ${
          lines.length > FIRST_LINES
            ? html`<details><summary>${this.say('page.beside.more', { count: lines.length - FIRST_LINES })}</summary>
                <table><tbody>${lines.slice(FIRST_LINES).map(line)}</tbody></table></details>`
            : nothing
        }
      </div>
      <p class="hint">${this.say('page.beside.help', { units: views[0].units })}</p>
      <div class="beside-charts">${chart(first, second, topic.row)} ${chart(second, first, compared.row)}</div>
    `;
  }
}

const line = ({ name, differs, values, effects }: ReturnType<typeof besideOf>['lines'][number]): TemplateResult => html`
  <tr class=${differs ? 'differs' : ''}>
    <th scope="row" dir="auto">${name}</th>
    ${values.map((value, at) => html`<td dir="auto">${value}</td><td class="numeric">${effects[at]}</td>`)}
  </tr>
`;

customElements.define('oriel-beside', BesidePanel);
