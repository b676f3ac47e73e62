import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import '../../charts/elements/answer-curve-element.ts';
import type { AnswerCurve } from '../../charts/kinds/answer-curve.ts';
import { labelOf } from '../../wording/value-words.ts';
import type { AnswersAlong } from '../changing/changing-state.ts';
import { curveView } from '../changing/curve-view.ts';
import { Panel } from './panel.ts';

/** The answer along one column: a slider and a curve, before anything of the row is changed. */
export class ChangeCurve extends Panel {
  /** Place of the point looked at; null: the row's own. */
  private at: number | null = null;
  private shown: AnswersAlong | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { along } = this.state.changing;
    if (along === this.shown) return;
    this.shown = along;
    this.at = null;
  }

  protected override render() {
    const { changing, topic, language } = this.state;
    const { along, alongError, search } = changing;
    if (!topic) return nothing;
    const { columns, card } = topic.study;
    const own = along?.study === topic.study ? along : null;
    if (!own && !alongError) return nothing;
    const choose = (event: Event) => this.controller.followColumn((event.currentTarget as HTMLSelectElement).value);
    const name = own ? columns[own.column].name : '';
    const options = columns.map(
      (column) =>
        html`<option value=${column.name} .selected=${live(column.name === name)}>${labelOf(
          card,
          column.name,
          language,
        )}</option>`,
    );
    const target = search?.study === topic.study && search.record ? search.record.target : null;
    return html`
      <section class="along" aria-labelledby="along-title">
        <h4 id="along-title">${this.say('page.changing.curve.title')}</h4>
        <div class="field">
          <label for="along-column">${this.say('page.changing.curve.column')}</label>
          <select id="along-column" @change=${choose}>${options}</select>
        </div>
        ${alongError ? html`<p class="remark" role="status">${language.text(alongError)}</p>` : nothing}
        ${own && !alongError ? this.curve(own, curveView(own, target, this.state)) : nothing}
      </section>
    `;
  }

  private curve(along: AnswersAlong, curve: AnswerCurve): TemplateResult {
    const { points, own } = curve;
    if (points.length === 0) return html`<p class="hint">${curve.summary}</p>`;
    const at = this.at ?? Math.max(0, own);
    const point = points[at];
    const of = curve.shares ? curve.names.answer : null;
    const said = this.say('page.changing.curve.at', { value: point.name, answer: point.amount, of });
    const look = (place: number) => {
      this.at = place;
      this.requestUpdate();
    };
    const put = () => this.controller.editValue(along.column, along.cells[at]);
    return html`
      <oriel-answer-curve .curve=${curve} .active=${at}
        @oriel-curve-point=${(event: CustomEvent<number>) => look(event.detail)}></oriel-answer-curve>
      <input type="range" id="along-slider" aria-label=${this.say('page.changing.curve.slider', {
        column: curve.names.column,
      })} aria-valuetext=${said} min="0" max=${points.length - 1} step="1" .value=${live(String(at))}
        @input=${(event: Event) => look((event.currentTarget as HTMLInputElement).valueAsNumber)}>
      <p class="try">
        <output for="along-slider">${said}</output>
        <button type="button" ?disabled=${at === own} @click=${put}>${this.say('page.changing.curve.put')}</button>
      </p>
    `;
  }
}

customElements.define('oriel-change-curve', ChangeCurve);
