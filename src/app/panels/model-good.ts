import { html, nothing, type TemplateResult } from 'lit';
import { measureText, numberText, shares } from '../../charts/whole/numbers.ts';
import type { InspectedMeasure } from '../../library/index.ts';
import { WORST } from '../whole/place.ts';
import './model-decision.ts';
import { ModelPanel } from './model-panel.ts';

const PICTURES: readonly string[] = [
  ...['confusion', 'roc', 'precision-recall', 'calibration', 'gain', 'residuals', 'error-tree'],
];

/** How good a model is. */
export class ModelGood extends ModelPanel {
  protected override render() {
    const { performance } = this.seen.inspection;
    if (!performance) return this.none('good');
    const ofClass = performance.kind === 'multiclass' ? this.state.whole.place.of : null;
    const offered = this.pictures(PICTURES, { ofClass });
    const shown = this.shownPicture(offered);
    const { state, controller, seen } = this;
    const choose = (of: string): void => controller.lookAt({ of, rows: null });
    return html`
      <div class="model-choices">
        ${this.picker(offered)} ${this.classes(state.whole.place.of, choose)}
        <button type="button" class="model-worst"
          @click=${() => controller.lookAt({ rows: WORST })}>${this.say('page.whole.worst')}</button>
      </div>
      ${this.purpose(shown)}
      <div class="model-beside">
        ${shown === null ? nothing : this.drawing(shown, { ofClass })}
        <div class="model-side">
          ${this.facts()}
          ${
            performance.kind === 'regression'
              ? nothing
              : html`<oriel-model-decision .state=${state} .controller=${controller}
                  .seen=${seen}></oriel-model-decision>`
          }
        </div>
      </div>
    `;
  }

  /** Numbers over all thresholds. */
  private facts(): TemplateResult {
    const { performance } = this.seen.inspection;
    const { language } = this.state;
    const share = (measure: InspectedMeasure) => measureText(measure, shares(language), language);
    const number = (measure: InspectedMeasure) => numberText(measure, language);
    if (!performance) return html``;
    const facts: readonly (readonly [string, string])[] =
      performance.kind === 'regression'
        ? [
            [this.say('page.whole.fact.r2'), number(performance.r2)],
            [this.say('page.whole.fact.mae'), number(performance.mae)],
            [this.say('page.whole.fact.rmse'), number(performance.rmse)],
            [this.say('page.whole.fact.residual'), number(performance.residuals.mean)],
          ]
        : performance.kind === 'multiclass'
          ? [
              [this.say('page.whole.fact.right'), share(performance.accuracy)],
              [this.say('page.whole.fact.f1'), number(performance.macroF1)],
              [this.say('page.whole.fact.macroAuc'), number(performance.rocAuc)],
              [this.say('page.whole.fact.logLoss'), number(performance.logLoss)],
            ]
          : [
              [this.say('page.whole.fact.auc'), number(performance.rocAuc)],
              [this.say('page.whole.fact.averagePrecision'), number(performance.averagePrecision)],
              [this.say('page.whole.fact.logLoss'), number(performance.logLoss)],
              [this.say('page.whole.fact.brier'), number(performance.brier)],
            ];
    return html`<dl class="model-facts-list">${facts.map(
      ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
    )}</dl>`;
  }
}

customElements.define('oriel-model-good', ModelGood);
