import { html, nothing, type TemplateResult } from 'lit';
import { download, slug } from '../../charts/scene/save.ts';
import { looksLikeProbability } from '../../charts/view.ts';
import { cardWords } from '../../data/card-words.ts';
import type { Study } from '../../library/index.ts';
import type { Explanation } from '../../records/record.ts';
import { placeInRecord } from '../../wording/classes.ts';
import { formatPercent } from '../../wording/format.ts';
import {
  additivityText,
  curvesText,
  effortText,
  fitOf,
  repeatText,
  trustOf,
  whereText,
} from '../../wording/trust-words.ts';
import { labelOf } from '../../wording/value-words.ts';
import { moreExact } from '../explaining/more-exact.ts';
import type { Shown } from '../state.ts';
import { classOf, explanationOnShow } from '../wording/answer-on-show.ts';
import { sourceText } from '../wording/source-words.ts';
import { Panel } from './panel.ts';
import { termsOf } from './trust-terms.ts';
import './privacy-button.ts';
import './report-button.ts';

/** Columns that are named at first. */
const mostNames = 10;

/** The evidence: how sure the answer is, how it was computed, and what left the machine. */
export class TrustPanel extends Panel {
  protected override render() {
    const { notes, language } = this.state;
    const shown = explanationOnShow(this.state);
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
      ${this.offline()}
      ${shown ? this.terms(shown) : nothing}
      ${shown ? this.saveButton(shown) : nothing}
    `;
  }

  private place(shown: Shown): number {
    return Math.max(0, placeInRecord(shown.record, classOf(shown, this.state.chosenClass)));
  }

  private evidence(shown: Shown): TemplateResult {
    const { record, study } = shown;
    const { language, stale } = this.state;
    const output = this.place(shown);
    const one = { record, output, probability: study.card.task !== 'regression' && looksLikeProbability(record) };
    const trust = trustOf(one, language);
    const fit = fitOf(record, output);
    const curves = curvesText(one, language);
    const early = record.stopped === 'deadline' || record.stopped === 'cancelled';
    const ended = shown.unfinished || !early ? '' : this.say(`page.trust.stopped.${record.stopped}`);
    const paragraph = (text: string, term?: string) => html`<p title=${term ?? nothing}>${text}</p>`;
    return html`
      <div class=${stale ? 'stale' : ''}>
        ${section(
          this.say('page.trust.sure'),
          html`
            <p class="verdict" data-level=${trust.level}><strong>${trust.word}</strong></p>
            ${paragraph(trust.text, this.say('page.trust.errorTerm'))}
            <p class="hint">${this.say('page.trust.notModel')}</p>
            ${this.moreExact(shown)}
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
        ${section(this.say('page.trust.where'), paragraph(whereText(record, language)))}
        ${section(
          this.say('page.trust.work'),
          html`<p>${effortText(record, language)} ${ended}
          ${sourceText(shown, language)}</p>`,
        )}
        ${section(this.say('page.trust.repeat'), paragraph(repeatText(shown, language)))}
        ${section(this.say('page.trust.used'), this.used(study))}
      </div>
    `;
  }

  /** The way to something more exact, where there is any. */
  private moreExact(shown: Shown): TemplateResult | typeof nothing {
    const { settings, stale, status } = this.state;
    if (moreExact(shown, settings) === null) return nothing;
    return html`<button type="button" class="more-exact" ?disabled=${stale || status !== 'done'}
      title=${this.say('page.trust.moreExactHelp')}
      @click=${() => this.controller.moreExact()}>${this.say('page.trust.moreExact')}</button>`;
  }

  /** Columns that the model was not given, and who decides with its answer. */
  private used({ card, unused }: Study): TemplateResult {
    const { language } = this.state;
    const names = unused?.map((name) => labelOf(card, name, language));
    const who = cardWords(card, language.tag).whoDecides ?? null;
    const others = names && names.length > mostNames + 1 ? names.slice(mostNames) : [];
    const listed = others.length > 0 ? [...(names ?? []).slice(0, mostNames), this.others(others)] : names;
    const given = listed && { names: listed.length > 0 ? listed : null, target: card.target ?? null };
    return html`
      ${given ? html`<p>${this.say('page.trust.unused', given)}</p>` : nothing}
      ${
        others.length > 0
          ? html`<details class="others"><summary>${this.say('page.trust.othersTitle')}</summary>
              <p>${language.list(others)}</p></details>`
          : nothing
      }
      <p>${this.say('page.trust.decides', { who })}</p>
    `;
  }

  private others({ length: count }: readonly string[]): string {
    return this.say('page.trust.others', { count });
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
        <oriel-privacy-button .state=${this.state} .controller=${this.controller}></oriel-privacy-button>
      `,
    );
  }

  /** Whether the page opens without a network; more of it is loaded where it does, or is to. */
  private offline(): TemplateResult | typeof nothing {
    const { offline } = this.state;
    if (!offline) return nothing;
    const isOn = offline.open || (offline.status !== null && offline.status.state !== 'off');
    if (isOn && !customElements.get('oriel-offline'))
      void import('./offline-view.ts').catch(() => {
        // What is kept is kept; it is said the next time.
      });
    return section(
      this.say('page.trust.offline'),
      isOn
        ? html`<oriel-offline .state=${this.state} .controller=${this.controller}></oriel-offline>`
        : html`<button type="button" @click=${() => void this.controller.showOffline()}>${this.say(
            'page.trust.offlineOpen',
          )}</button>`,
    );
  }

  /** The field's own terms with unrounded facts, for those who want them. */
  private terms(shown: Shown): TemplateResult {
    const facts = termsOf(shown, this.place(shown), this.state.language);
    return html`
      <details class="terms">
        <summary>${this.say('page.trust.terms')}</summary>
        <dl>
          ${facts.map(([name, value]) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing))}
        </dl>
      </details>
    `;
  }

  private saveButton({ record, study }: Shown): TemplateResult {
    const help = this.say('page.trust.saveRecordHelp');
    return html`
      <button type="button" title=${help} @click=${() => save(record)}>${this.say('page.trust.saveRecord')}</button>
      <oriel-report-button .state=${this.state} .controller=${this.controller}
        .of=${{ record, study, card: study.card }}></oriel-report-button>
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
