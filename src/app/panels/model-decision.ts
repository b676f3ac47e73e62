import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { writeKey } from '../../charts/whole/mark-key.ts';
import { measureText, numbersOf, shares, thresholdText } from '../../charts/whole/numbers.ts';
import type { InspectedMeasure } from '../../library/index.ts';
import type { Confusion } from '../../whole-model/decision.ts';
import { knownOf } from '../whole/some-rows.ts';
import { className } from '../whole/words.ts';
import { numberField } from './fields.ts';
import { ModelPanel } from './model-panel.ts';

const COST = { min: 0, max: 1e9, whole: false } as const;

/** From which share on rows are taken for a class, and what follows from that. */
export class ModelDecision extends ModelPanel {
  protected override render() {
    const { judged, places, threshold, inspection } = this.seen;
    if (!judged || judged.own === null || !judged.comparable || !this.seen.decided) return nothing;
    const { decision } = this.state.whole;
    const { language } = this.state;
    const { study } = this.inspected;
    const name = className(study, inspection, judged.own, language);
    const { decisions, cheapest } = this.seen.decided;
    const { confusion } = decisions;
    const rows = knownOf(judged, places).length;
    const share = (measure: InspectedMeasure) => measureText(measure, shares(language), language);
    const slide = (event: Event) =>
      this.controller.decide({ threshold: (event.currentTarget as HTMLInputElement).valueAsNumber });
    const percent = thresholdText(threshold, language);
    // Of more classes, the one with the largest share is the answer: there is no such line.
    const hasLine = (inspection.classes?.length ?? 0) <= 2;
    const asUsed = this.say(hasLine ? 'page.whole.decision.asUsed' : 'page.whole.decision.asAtFirst');
    const facts: readonly (readonly [string, string])[] = [
      [this.say('page.whole.fact.right'), share(decisions.accuracy)],
      [this.say('page.whole.fact.precision', { class: name }), share(decisions.precision)],
      [this.say('page.whole.fact.recall', { class: name }), share(decisions.recall)],
      [this.say('page.whole.fact.specificity'), share(decisions.specificity)],
    ];
    return html`
      <section class="model-decision" aria-labelledby="model-decision-title">
        <h3 id="model-decision-title">${this.say('page.whole.decision.title')}</h3>
        <label class="slider"><span>${this.say('page.whole.decision.from', { class: name, share: percent })}</span>
          <input type="range" min="0" max="1" step="0.01" aria-valuetext=${percent}
            .value=${live(String(threshold))} @input=${slide}></label>
        <p>${this.say('page.whole.decision.wrong', {
          mistakes: confusion.falsePositive + confusion.falseNegative,
          rows,
          class: name,
          wrongly: confusion.falsePositive,
          missed: confusion.falseNegative,
        })}</p>
        ${this.matrix(confusion)}
        <dl class="model-facts-list">${facts.map(
          ([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`,
        )}</dl>
        <details ?open=${decision.falsePositive !== 1 || decision.falseNegative !== 1}>
          <summary>${this.say('page.whole.decision.costs')}</summary>
          <div class="model-choices">
            ${numberField(
              { name: 'model-cost-wrongly', label: this.say('page.whole.decision.costWrongly') },
              decision.falsePositive,
              COST,
              (value) => value !== null && this.controller.decide({ falsePositive: value }),
            )}
            ${numberField(
              { name: 'model-cost-missed', label: this.say('page.whole.decision.costMissed') },
              decision.falseNegative,
              COST,
              (value) => value !== null && this.controller.decide({ falseNegative: value }),
            )}
          </div>
          ${this.cost(decisions.cost, cheapest.threshold)}
        </details>
        ${
          decision.threshold === null
            ? nothing
            : html`<button type="button" class="quiet"
                @click=${() => this.controller.decide({ threshold: null })}>${asUsed}</button>`
        }
      </section>
    `;
  }

  private cost(cost: InspectedMeasure, best: number | null): TemplateResult {
    const { language } = this.state;
    const text = measureText(cost, numbersOf(cost.value ?? 0, language), language);
    const share = best === null ? null : thresholdText(best, language);
    const take = () => this.controller.decide({ threshold: best });
    return html`
      <p>${this.say('page.whole.decision.cost', { cost: text })}</p>
      <p>${this.say('page.whole.decision.cheapest', { share })}
        ${
          best === null || best === this.seen.threshold
            ? nothing
            : html`<button type="button" class="quiet" @click=${take}>${this.say('page.whole.decision.take')}</button>`
        }</p>
    `;
  }

  /** Of two classes each number leads to its rows. */
  private matrix(confusion: Confusion) {
    const { judged, inspection } = this.seen;
    const { study } = this.inspected;
    const { language } = this.state;
    if ((inspection.classes?.length ?? 0) > 2 || !judged || judged.own === null) return nothing;
    const own = judged.own;
    const counts = [
      [confusion.trueNegative, confusion.falsePositive],
      [confusion.falseNegative, confusion.truePositive],
    ];
    const name = (at: number) => className(study, inspection, at, language);
    const cell = (truth: number, answer: number) => {
      const count = counts[Number(truth === own)][Number(answer === own)];
      const help = this.say('page.whole.mark.confusion', { known: name(truth), answer: name(answer) });
      const key = writeKey({ kind: 'confusion', truth, answer });
      return html`<td class=${truth === answer ? 'number' : 'number wrong'}>
        <button type="button" class="link" title=${help}
          aria-label=${this.say('page.whole.decision.cell', { count, text: help })}
          @click=${() => this.controller.lookAt({ rows: key })}>${language.number(count)}</button></td>`;
    };
    return html`
      <table class="model-matrix">
        <thead><tr><td></td>${[0, 1].map((at) => {
          const head = this.say('page.whole.decision.answered', { class: name(at) });
          return html`<th scope="col" class="number">${head}</th>`;
        })}</tr></thead>
        <tbody>${[0, 1].map(
          (truth) => html`<tr><th scope="row">${this.say('page.whole.decision.known', { class: name(truth) })}</th>
            ${[0, 1].map((answer) => cell(truth, answer))}</tr>`,
        )}</tbody>
      </table>
    `;
  }
}

customElements.define('oriel-model-decision', ModelDecision);
