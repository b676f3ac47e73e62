import { html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { narrows } from '../../charts/whole/mark-key.ts';
import { narrowed, writeCohort } from '../whole/cohort-text.ts';
import { readMark, rowsOfMark } from '../whole/rows-of-mark.ts';
import { markText, rowWords } from '../whole/words.ts';
import { ModelPanel } from './model-panel.ts';

/** Rows at first, and how many come with each wish for more. */
const LINES = 20;

/** The rows that a mark stands for, each with the way to its explanation. */
export class ModelRows extends ModelPanel {
  private lines = LINES;
  /** The mark whose rows were listed last; undefined before the first. */
  private listed: string | null | undefined;

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const { rows } = this.state.whole.place;
    if (rows !== this.listed) this.lines = LINES;
  }

  /** It stands below the picture, which may be high. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { rows } = this.state.whole.place;
    if (rows !== null && this.listed !== undefined && rows !== this.listed)
      this.querySelector<HTMLElement>('section')?.focus();
    this.listed = rows;
  }

  protected override render() {
    const { seen, inspected } = this;
    const { language, whole } = this.state;
    const { rows: key } = whole.place;
    const { judged, inspection, places, groups } = seen;
    if (key === null || !judged || !inspected.inspection) return nothing;
    const mark = readMark(key);
    const { study } = inspected;
    const said = { study, inspection, whole: inspected.inspection, language };
    const title = mark && markText(mark, said);
    const curves = { curves: inspected.inspection.curves, errors: inspection.errors };
    const found = mark && rowsOfMark(mark, { study, inspection: curves, judged, groups, places });
    if (!title || !found) return html`<p class="hint">${this.say('page.whole.rows.gone')}</p>`;
    const shown = [...found.subarray(0, this.lines)];
    const isNumber = judged.decided ? nothing : 'number';
    const line = (place: number) => {
      const { answer, known, off } = rowWords(place, judged, said);
      const row = judged.all.rows[place];
      return html`
        <tr>
          <th scope="row"><button type="button" class="link" aria-label=${this.say('page.whole.rows.open', { row })}
            @click=${() => void this.controller.showDecision(row)}>${language.number(row)}</button></th>
          <td class=${isNumber}><bdi>${answer}</bdi></td>
          <td class=${isNumber}><bdi>${known}</bdi></td>
          <td class="number">${off}</td>
        </tr>`;
    };
    return html`
      <section class="model-rows" tabindex="-1" aria-labelledby="model-rows-title">
        <div class="kept-head">
          <h3 id="model-rows-title">${title}</h3>
          <span class="hint">${this.say('page.whole.rows.count', { count: found.length })}</span>
          ${
            narrows(key) && found.length > 0 && found.length < places.length
              ? html`<button type="button" class="model-apart"
                  @click=${() => this.apart(key, title)}>${this.say('page.whole.rows.apart')}</button>`
              : nothing
          }
          <button type="button" @click=${() => this.close()}>${this.say('page.whole.rows.close')}</button>
        </div>
        ${
          found.length === 0
            ? nothing
            : html`
              <div class="scroll" tabindex="0" role="group" aria-labelledby="model-rows-title">
                <table>
                  <thead><tr>
                    <th scope="col">${this.say('page.whole.rows.row')}</th>
                    <th scope="col" class=${isNumber}>${this.say('page.whole.rows.answerHead')}</th>
                    <th scope="col" class=${isNumber}>${this.say('page.whole.rows.knownHead')}</th>
                    <th scope="col" class="number">${this.say('page.whole.rows.offHead')}</th>
                  </tr></thead>
                  <tbody>${repeat(shown, (place) => place, line)}</tbody>
                </table>
              </div>`
        }
        ${
          found.length > this.lines
            ? html`<button type="button" @click=${this.more}>${this.say('page.whole.rows.more', {
                count: found.length - this.lines,
              })}</button>`
            : nothing
        }
      </section>
    `;
  }

  /** Has the pictures show these rows beside all others. */
  private apart(key: string, name: string): void {
    const { whole } = this.state;
    this.controller.lookAt({ rows: null, cohort: writeCohort(narrowed(whole, { picture: null, keys: [key], name })) });
    this.closest<HTMLElement>('section.model')?.focus();
  }

  private close(): void {
    this.controller.lookAt({ rows: null });
    this.closest<HTMLElement>('section.model')?.focus();
  }

  private readonly more = () => {
    this.lines += LINES;
    this.requestUpdate();
  };
}

customElements.define('oriel-model-rows', ModelRows);
