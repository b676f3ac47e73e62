import { html, nothing, type TemplateResult } from 'lit';
import { download, slug } from '../../charts/scene/save.ts';
import { looksLikeProbability } from '../../charts/view.ts';
import { cardWords } from '../../data/card-words.ts';
import type { Explanation } from '../../records/record.ts';
import type { Shown } from '../state.ts';
import { placeInRecord, shownClass } from '../wording/classes.ts';
import { formatNumber, formatPercent } from '../wording/format.ts';
import {
  additivityText,
  backendText,
  curvesText,
  errorOf,
  explainerText,
  fitOf,
  repeatText,
  trustOf,
  workText,
} from '../wording/trust-words.ts';
import { Panel } from './panel.ts';

/** Measures of a record's fidelity that have a name for people; others go by their own. */
const measures = [
  'r2',
  'localPrediction',
  'selected',
  'effectiveSamples',
  'stabilityJaccard',
  'stabilitySpread',
  'interactionError',
  'interactionSamples',
  'deletionArea',
  'insertionArea',
  'trees',
] as const;

/** The evidence: how sure the answer is, how it was computed, and what left the machine. */
export class TrustPanel extends Panel {
  protected override render() {
    const { shown, notes, language } = this.state;
    return html`
      <h2 id="evidence-title">${this.say('page.regions.trust')}</h2>
      ${shown ? this.evidence(shown) : html`<p class="hint">${this.say('page.trust.waiting')}</p>`}
      ${
        notes.length > 0
          ? section(
              this.say('page.trust.notes'),
              html`<ul class="notes">${notes.map((note) => html`<li>${language.text(note)}</li>`)}</ul>`,
            )
          : nothing
      }
      ${this.privacy()}
      ${shown ? this.terms(shown) : nothing}
      ${shown ? this.saveButton(shown.record) : nothing}
    `;
  }

  private place({ record, study }: Shown): number {
    const choice = shownClass(study, this.state.chosenClass, record.modelOutput, record.outputs);
    return Math.max(0, placeInRecord(record, choice));
  }

  private evidence(shown: Shown): TemplateResult {
    const { record, study } = shown;
    const { language, stale, status } = this.state;
    const output = this.place(shown);
    const one = { record, output, probability: study.card.task !== 'regression' && looksLikeProbability(record) };
    const trust = trustOf(one, language);
    const fit = fitOf(record, output);
    const curves = curvesText(one, language);
    const ended = status === 'explaining' ? '' : this.say(`page.trust.stopped.${record.stopped}`);
    const paragraph = (text: string, term?: string) => html`<p title=${term ?? nothing}>${text}</p>`;
    return html`
      <div class=${stale ? 'stale' : ''}>
        ${section(
          this.say('page.trust.sure'),
          html`
            <p class="verdict" data-level=${trust.level}><strong>${trust.word}</strong></p>
            ${paragraph(trust.text, this.say('page.trust.errorTerm'))}
            ${study.structure === null ? nothing : paragraph(explainerText(record, language))}
          `,
        )}
        ${
          fit === null
            ? nothing
            : section(
                this.say('page.trust.fit'),
                paragraph(
                  this.say('page.trust.fitText', { percent: formatPercent(Math.max(0, fit), language) }),
                  this.say('page.trust.fitTerm'),
                ),
              )
        }
        ${
          curves === null
            ? nothing
            : section(this.say('page.trust.curves'), paragraph(curves, this.say('page.trust.curvesTerm')))
        }
        ${
          // Values that nothing is known of are not shown, and it says nothing that they add up.
          record.endsOnly
            ? nothing
            : section(
                this.say('page.trust.addsUp'),
                paragraph(additivityText(one, language), this.say('page.trust.addsUpTerm')),
              )
        }
        ${section(this.say('page.trust.where'), paragraph(backendText(record, language)))}
        ${section(this.say('page.trust.work'), html`<p>${workText(record, language)} ${ended}</p>`)}
        ${section(this.say('page.trust.repeat'), paragraph(repeatText(record, language)))}
      </div>
    `;
  }

  private privacy(): TemplateResult {
    const { count, foreign } = this.state.requests;
    const own = this.say('page.trust.requests', { count: count - foreign });
    return section(
      this.say('page.trust.left'),
      html`
        <p class="verdict"><strong>${this.say('page.trust.nothing')}</strong></p>
        <p title=${this.say('page.trust.requestsTerm')}>${own}</p>
        ${foreign > 0 ? html`<p>${this.say('page.trust.foreign', { count: foreign })}</p>` : nothing}
      `,
    );
  }

  /** The field's own terms with unrounded facts, for those who want them. */
  private terms(shown: Shown): TemplateResult {
    const { record, study } = shown;
    const { language } = this.state;
    const output = this.place(shown);
    const error = errorOf(record, output);
    const residual = record.additivityResidual?.[output];
    const { background, explainer } = record;
    const facts: readonly (readonly [string, string | undefined])[] = [
      [this.say('page.trust.term.method'), explainer.name],
      [this.say('page.trust.term.why'), language.text(explainer.whyMessage ?? explainer.why)],
      [this.say('page.trust.term.space'), this.say(`page.trust.term.spaces.${record.space}`)],
      [this.say('page.trust.term.error'), error ? error.largest.toPrecision(3) : undefined],
      [this.say('page.trust.term.residual'), residual?.toExponential(1)],
      ...Object.keys(record.fidelity).map(
        (name) => [this.measureLabel(name), this.measureText(record, name, output)] as const,
      ),
      [this.say('page.trust.term.base'), formatNumber(record.base[output], language)],
      [this.say('page.trust.term.prediction'), formatNumber(record.prediction[output], language)],
      [
        this.say('page.trust.term.background'),
        background
          ? this.say('page.trust.term.backgroundText', { rows: background.rows, method: background.method })
          : undefined,
      ],
      [this.say('page.trust.term.runtime'), record.runtime],
      [this.say('page.trust.term.engine'), record.engine],
      [this.say('page.trust.term.model'), record.model.sha256],
      [this.say('page.trust.term.input'), record.input.sha256],
      [this.say('page.trust.term.source'), study.card.source],
      [this.say('page.trust.term.licence'), study.card.licence],
      [this.say('page.trust.term.note'), cardWords(study.card, language.tag).note],
    ];
    return html`
      <details class="terms">
        <summary>${this.say('page.trust.terms')}</summary>
        <dl>
          ${facts.map(([name, value]) =>
            value ? html`<div><dt>${name}</dt><dd dir="auto">${value}</dd></div>` : nothing,
          )}
        </dl>
      </details>
    `;
  }

  private measureLabel(name: string): string {
    const known = measures.find((measure) => measure === name);
    return known ? this.say(`page.trust.term.measures.${known}`) : name;
  }

  private measureText(record: Explanation, name: string, output: number): string | undefined {
    const { language } = this.state;
    const measure = record.fidelity[name];
    const one = Array.isArray(measure) ? measure[output] : measure;
    // Curves are too long for a line; their areas are not.
    if (one === null || one === undefined || Array.isArray(one)) return undefined;
    return typeof one === 'number' ? formatNumber(one, language) : String(one);
  }

  private saveButton(record: Explanation): TemplateResult {
    const help = this.say('page.trust.saveRecordHelp');
    return html`
      <button type="button" title=${help} @click=${() => save(record)}>${this.say('page.trust.saveRecord')}</button>
    `;
  }
}

const section = (title: string, content: TemplateResult): TemplateResult =>
  html`<section><h3>${title}</h3>${content}</section>`;

function save(record: Explanation): void {
  const json = new Blob([`${JSON.stringify(record, null, 2)}\n`], { type: 'application/json' });
  download(json, `${slug(`oriel ${record.model.name} ${record.explainer.name}`)}.json`);
}

customElements.define('oriel-trust', TrustPanel);
