import { html, nothing, type TemplateResult } from 'lit';
import { looksLikeProbability } from '../../charts/view.ts';
import type { Explanation } from '../../records/record.ts';
import { pageWords } from '../../words/en.ts';
import { download, slug } from '../download.ts';
import type { Shown } from '../state.ts';
import { placeInRecord, shownClass } from '../wording/classes.ts';
import { formatCount, formatNumber, formatPercent } from '../wording/format.ts';
import {
  adds,
  backendText,
  curvesText,
  errorOf,
  fitOf,
  reasonText,
  repeatText,
  trustOf,
  workText,
} from '../wording/trust-words.ts';
import { Panel } from './panel.ts';

const words = pageWords.trust;

/**
 * The evidence: how sure the answer is, where and how it was computed, and what left the machine.
 */
export class TrustPanel extends Panel {
  protected override render() {
    const { shown, notes } = this.state;
    return html`
      <h2 id="evidence-title">${pageWords.regions.trust}</h2>
      ${shown ? this.evidence(shown) : html`<p class="hint">${words.waiting}</p>`}
      ${notes.length > 0 ? html`<section><h3>${words.notes}</h3><ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul></section>` : nothing}
      ${this.privacy()}
      ${shown ? this.terms(shown) : nothing}
      ${shown ? html`<button type="button" title=${words.saveRecordHelp} @click=${() => save(shown.record)}>${words.saveRecord}</button>` : nothing}
    `;
  }

  private place({ record, study }: Shown): number {
    const choice = shownClass(study, this.state.chosenClass, record.modelOutput, record.outputs);
    return Math.max(0, placeInRecord(record, choice));
  }

  private evidence(shown: Shown): TemplateResult {
    const { record, study } = shown;
    const output = this.place(shown);
    const probability = study.card.task !== 'regression' && looksLikeProbability(record);
    const trust = trustOf(record, output, probability);
    const fit = fitOf(record, output);
    const reasons = curvesText(record, output, probability);
    const addition = adds(record, output, probability);
    const running = this.state.status === 'explaining';
    return html`
      <div class=${this.state.stale ? 'stale' : ''}>
        <section>
          <h3>${words.sure}</h3>
          <p class="verdict" data-level=${trust.level}><strong>${trust.word}</strong></p>
          <p title=${words.errorTerm}>${trust.text}</p>
          ${study.structure === null ? nothing : html`<p>${reasonText(record)}</p>`}
        </section>
        ${fit === null ? nothing : html`<section><h3>${words.fit}</h3><p title=${words.fitTerm}>${words.fitText(formatPercent(Math.max(0, fit)))}</p></section>`}
        ${reasons === null ? nothing : html`<section><h3>${words.curves}</h3><p title=${words.curvesTerm}>${reasons}</p></section>`}
        <section><h3>${words.addsUp}</h3><p title=${words.addsUpTerm}>${addition}</p></section>
        <section><h3>${words.where}</h3><p>${backendText(record)}</p></section>
        <section>
          <h3>${words.work}</h3>
          <p>${workText(record)} ${running ? nothing : words.stopped[record.stopped]}</p>
        </section>
        <section><h3>${words.repeat}</h3><p>${repeatText(record)}</p></section>
      </div>
    `;
  }

  private privacy(): TemplateResult {
    const { count, foreign } = this.state.requests;
    return html`
      <section>
        <h3>${words.left}</h3>
        <p class="verdict"><strong>${words.nothing}</strong></p>
        <p title=${words.requestsTerm}>${words.requests(formatCount(count - foreign))}</p>
        ${foreign > 0 ? html`<p>${words.foreign(formatCount(foreign))}</p>` : nothing}
      </section>
    `;
  }

  /** The field's own terms with unrounded facts, for those who want them. */
  private terms(shown: Shown): TemplateResult {
    const { record, study } = shown;
    const output = this.place(shown);
    const error = errorOf(record, output);
    const { term } = words;
    const residual = record.additivityResidual?.[output];
    const facts: readonly (readonly [string, string | undefined])[] = [
      [term.method, record.explainer.name],
      [term.why, record.explainer.why],
      [term.space, term.spaces[record.space]],
      [term.error, error ? error.largest.toPrecision(3) : undefined],
      [term.residual, residual === undefined ? undefined : residual.toExponential(1)],
      ...Object.keys(record.fidelity).map(
        (name) => [term.measures[name] ?? name, fidelityText(record, name, output)] as const,
      ),
      [term.base, formatNumber(record.base[output])],
      [term.prediction, formatNumber(record.prediction[output])],
      [
        term.background,
        record.background ? term.backgroundText(String(record.background.rows), record.background.method) : undefined,
      ],
      [term.runtime, record.runtime],
      [term.engine, record.engine],
      [term.model, record.model.sha256],
      [term.input, record.input.sha256],
      [term.source, study.card.source],
      [term.licence, study.card.licence],
      [term.note, study.card.note],
    ];
    return html`
      <details class="terms">
        <summary>${words.terms}</summary>
        <dl>${facts.map(([name, value]) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing))}</dl>
      </details>
    `;
  }
}

function fidelityText(record: Explanation, name: string, output: number): string | undefined {
  const measure = record.fidelity[name];
  const one = Array.isArray(measure) ? measure[output] : measure;
  // Curves are too long to be told in a line; their areas are.
  if (one === null || one === undefined || Array.isArray(one)) return undefined;
  return typeof one === 'number' ? formatNumber(one) : String(one);
}

function save(record: Explanation): void {
  download(
    `${slug(`oriel ${record.model.name} ${record.explainer.name}`)}.json`,
    `${JSON.stringify(record, null, 2)}\n`,
  );
}

customElements.define('oriel-trust', TrustPanel);
