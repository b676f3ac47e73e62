import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import { nothingLearnt } from '../../charts/wording.ts';
import type { KeptPair } from '../keeping/kept-things.ts';
import { type PairLine, type PairOnShow, pairOf, shownRecord } from '../wording/kept-pair-words.ts';
import { inputText, keptName } from '../wording/kept-words.ts';
import { Panel } from './panel.ts';

/** Lines at first; the others are unfolded. */
const FIRST_LINES = 12;
/** Names of parts that only one has, at most. */
const MOST_NAMES = 8;

/** Two kept explanations side by side: what differs, what each part adds, both charts. */
export class KeptPairPanel extends Panel {
  private pairBefore: KeptPair | null = null;
  private said: { readonly pair: KeptPair; readonly language: Language; readonly on: PairOnShow } | null = null;

  /** It stands above the list in which the two were chosen. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { pair } = this.state.kept;
    if (pair && pair !== this.pairBefore) {
      const section = this.querySelector<HTMLElement>('section');
      section?.focus({ preventScroll: true });
      section?.scrollIntoView();
    }
    this.pairBefore = pair;
  }

  protected override render() {
    const { pair } = this.state.kept;
    if (!pair) return nothing;
    const on = this.inWords(pair);
    const learnt = pair.every(({ record }) => !nothingLearnt(record));
    return html`
      <section class="beside kept-pair" aria-labelledby="pair-title" tabindex="-1">
        <div class="beside-head">
          <h3 id="pair-title">${this.say('page.pair.title')}</h3>
          <button type="button" @click=${() => this.controller.endPair()}>${this.say('page.beside.end')}</button>
        </div>
        ${this.differences(pair, on)} ${learnt ? this.lines(pair, on) : nothing}
        <div class="beside-charts">${this.chart(pair, on, 0)} ${this.chart(pair, on, 1)}</div>
      </section>
    `;
  }

  /** Put into words once, however often it is drawn. */
  private inWords(pair: KeptPair): PairOnShow {
    const { language } = this.state;
    if (this.said?.pair !== pair || this.said.language !== language)
      this.said = { pair, language, on: pairOf(pair, language) };
    return this.said.on;
  }

  private titleOf({ record, card }: KeptPair[0]): string {
    const { language } = this.state;
    return `${keptName(record, card, language)} · ${inputText(record, language)}`;
  }

  private head([one, other]: KeptPair, columns: number): TemplateResult {
    const cell = (side: KeptPair[0]) =>
      html`<th scope="colgroup" colspan=${columns} dir="auto">${this.titleOf(side)}</th>`;
    return html`<tr><td></td>${cell(one)}${cell(other)}</tr>`;
  }

  private differences(pair: KeptPair, { differences, views }: PairOnShow): TemplateResult {
    const row = (name: string, values: readonly [string, string]) => html`
      <tr><th scope="row">${name}</th>${values.map((value) => html`<td dir="auto">${value}</td>`)}</tr>`;
    const answers = [views[0].answer, views[1].answer] as const;
    return html`
      ${differences.length === 0 ? html`<p>${this.say('page.pair.same')}</p>` : nothing}
      <div class="beside-table" tabindex="0" role="region" aria-label=${this.say('page.pair.differs')}>
        <table>
          <thead>${this.head(pair, 1)}</thead>
          <tbody>
            ${differences.map(({ name, values }) => row(name, values))}
            ${row(this.say('page.pair.answer'), answers)}
          </tbody>
        </table>
      </div>
    `;
  }

  private lines(pair: KeptPair, { views, lines, alone, sameUnits }: PairOnShow): TemplateResult {
    if (lines.length === 0) return html`<p>${this.say('page.pair.apart')}</p>`;
    const [one, other] = views.map(({ units }) => units);
    const help = sameUnits
      ? this.say('page.pair.help', { units: one })
      : this.say('page.pair.twoUnits', { one, other });
    const named = alone.length > MOST_NAMES ? [...alone.slice(0, MOST_NAMES), '…'] : alone;
    return html`
      <div class="beside-table" tabindex="0" role="region" aria-label=${this.say('page.pair.table')}>
        <table>
          <thead>${this.head(pair, 2)}</thead>
          <tbody>${lines.slice(0, FIRST_LINES).map(line)}</tbody>
        </table>
        ${
          lines.length > FIRST_LINES
            ? html`<details><summary>${this.say('page.beside.more', { count: lines.length - FIRST_LINES })}</summary>
                <table><tbody>${lines.slice(FIRST_LINES).map(line)}</tbody></table></details>`
            : nothing
        }
      </div>
      <p class="hint">${help}</p>
      ${
        alone.length > 0
          ? html`<p class="hint" dir="auto">${this.say('page.pair.only', { count: alone.length, names: named })}</p>`
          : nothing
      }
    `;
  }

  private chart(pair: KeptPair, { views, sameUnits }: PairOnShow, at: 0 | 1): TemplateResult {
    const { language } = this.state;
    const [one, other] = [pair[at], pair[1 - at]];
    const { output, name } = views[at];
    const silent = nothingLearnt(one.record);
    // One scale for both, where the answers of both stand in the same place.
    const alike = sameUnits && views[0].output === views[1].output && !nothingLearnt(other.record);
    return html`
      <figure>
        <figcaption dir="auto">${this.titleOf(one)}</figcaption>
        ${
          silent
            ? html`<p>${language.text(silent)}</p>`
            : html`<oriel-chart .language=${language} .record=${shownRecord(one, language)} .output=${output}
                .label=${name} .beside=${alike ? shownRecord(other, language) : null}></oriel-chart>`
        }
      </figure>
    `;
  }
}

const line = ({ name, differs, values, effects }: PairLine): TemplateResult => html`
  <tr class=${differs ? 'differs' : ''}>
    <th scope="row" dir="auto">${name}</th>
    ${values.map((value, at) => html`<td dir="auto">${value}</td><td class="numeric">${effects[at]}</td>`)}
  </tr>
`;

customElements.define('oriel-kept-pair', KeptPairPanel);
