import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import type { Counterfactual, PartsCounterfactual } from '../../library/index.ts';
import {
  answerName,
  type ChangeLine,
  type ChangeWords,
  changeLines,
  proofSentence,
  relaxing,
  unusualSentence,
  waySentence,
} from '../../wording/counterfactual-words.ts';
import { namesTogether } from '../../wording/display.ts';
import { formatTime } from '../../wording/format.ts';
import { partsProof, partsSentence } from '../../wording/parts-words.ts';
import { withUnit } from '../../wording/value-words.ts';
import { wordsForChanges } from '../../wording/words-for-changes.ts';
import type { ChangeSearch } from '../changing/changing-state.ts';
import '../styles/change.css';
import './change-asides.ts';
import './change-curve.ts';
import './change-limits.ts';
import './change-parts.ts';
import './change-target.ts';
import './change-tipping.ts';
import { LatePanel } from './late-panel.ts';

type Way = Counterfactual['ways'][number];

/** What would change the answer: the nearest way in a sentence, others, and what limits them. */
export class ChangeView extends LatePanel {
  private told = '';
  private hadFocus = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.hadFocus = this.contains(document.activeElement);
    if (this.spoken) this.told = this.news() ?? this.told;
  }

  /** What had the focus may be gone with what was found. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.hadFocus && document.activeElement === document.body)
      this.closest<HTMLElement>('[role=tabpanel]')?.focus();
  }

  protected override content() {
    const { spokenState: state, controller } = this;
    const { topic } = state;
    if (!topic) return nothing;
    const { search } = state.changing;
    const own = search?.study === topic.study ? search : null;
    if (topic.study.card.input.kind !== 'tabular') return this.ofParts(own);
    return html`
      <h3 class="visually-hidden">${this.say('page.tabs.change')}</h3>
      ${own ? this.progress(own) : nothing}
      ${own ? this.outcome(own) : nothing}
      <oriel-change-target .state=${state} .controller=${controller}></oriel-change-target>
      <oriel-change-curve .state=${state} .controller=${controller}></oriel-change-curve>
      <oriel-change-tipping .state=${state} .controller=${controller}></oriel-change-tipping>
      <oriel-change-limits .state=${state} .controller=${controller}></oriel-change-limits>
      <oriel-change-asides .state=${state} .controller=${controller}></oriel-change-asides>
      <p class="visually-hidden" aria-live="polite">${this.told}</p>
    `;
  }

  /** The same of a text or a picture, which has no columns. */
  private ofParts(own: ChangeSearch | null): TemplateResult {
    const { spokenState: state, controller } = this;
    return html`
      <h3 class="visually-hidden">${this.say('page.tabs.change')}</h3>
      ${own ? [this.progress(own), this.outcome(own)] : nothing}
      <oriel-change-target .state=${state} .controller=${controller}></oriel-change-target>
      <oriel-change-parts-limits .state=${state} .controller=${controller}></oriel-change-parts-limits>
      <p class="visually-hidden" aria-live="polite">${this.told}</p>
    `;
  }

  /** How far it is, once it takes longer than a moment. */
  private progress({ study, state, slow, calls, milliseconds }: ChangeSearch): TemplateResult | typeof nothing {
    if (!slow || (state !== 'running' && state !== 'waiting')) return nothing;
    const time = formatTime(milliseconds, this.language);
    const { kind } = study.card.input;
    return html`
      <div class="progress">
        <progress aria-label=${this.say('page.changing.progress')}></progress>
        <span>${
          state === 'waiting'
            ? this.say('page.changing.waiting', { kind })
            : this.say('page.changing.running', { kind, calls, time })
        }</span>
        <button type="button" @click=${() => this.controller.stopSearch()}>${this.say('page.progress.cancel')}</button>
      </div>
    `;
  }

  private outcome({ state, error, record, parts, stale, slow }: ChangeSearch): TemplateResult | typeof nothing {
    const again = html`<button type="button"
      @click=${() => this.controller.searchAgain()}>${this.say('page.answer.again')}</button>`;
    if (state === 'failed') {
      const why = error ? this.language.text(error) : this.say('page.changing.cancelled');
      return html`<p class="remark" role="status">${why} ${again}</p>`;
    }
    const any = record ?? parts;
    if (state === 'unasked' || !any) return nothing;
    const stopped = any.stopped !== 'done' && state === 'done';
    const why = this.say('page.changing.stopped', { why: any.stopped });
    return html`
      <div class=${stale && slow ? 'found stale' : 'found'}>
        ${record ? (record.ways.length > 0 ? this.ways(record, stale) : this.none(record)) : nothing}
        ${parts ? this.partsFound(parts, stale) : nothing}
        ${stopped ? html`<p class="remark">${why} ${again}</p>` : nothing}
      </div>
    `;
  }

  private partsFound(parts: PartsCounterfactual, stale: boolean): TemplateResult {
    const { state, controller } = this;
    return html`<oriel-change-parts .state=${state} .controller=${controller}
      .record=${parts} .stale=${stale}></oriel-change-parts>`;
  }

  private words(place: 'sentence' | 'alone'): ChangeWords | null {
    const { topic, language } = this.spokenState;
    return topic && wordsForChanges(topic.study, language, place);
  }

  private none(record: Counterfactual): TemplateResult | typeof nothing {
    const words = this.words('alone');
    const relax = words && relaxing(record, words, this.language);
    return html`<p class="change-sentence">${this.say('page.changing.none')}</p>
      ${this.proof(record)} ${relax ? html`<p>${relax}</p>` : nothing}`;
  }

  private ways(record: Counterfactual, stale: boolean): TemplateResult | typeof nothing {
    const words = this.words('sentence');
    const [first, ...others] = record.ways;
    if (!words) return nothing;
    const { language } = this;
    return html`
      <p class="change-sentence">${waySentence(record, first, words, language)}</p>
      ${this.table(record, first)} ${this.below(record, first, stale)} ${this.proof(record)} ${this.kept(record)}
      ${
        others.length > 0
          ? html`<h4>${this.say('page.changing.others', { count: others.length })}</h4>
              <ul class="ways">${others.map(
                (way) => html`<li><p>${waySentence(record, way, words, language)}</p>
                  ${this.below(record, way, stale)}</li>`,
              )}</ul>`
          : nothing
      }
    `;
  }

  private proof(record: Counterfactual): TemplateResult {
    const caution = record.ways.length > 0 ? this.say('page.changing.caution') : '';
    return html`<p class="hint proof">${proofSentence(record, this.language)} ${caution}</p>`;
  }

  /** How unusual a way is, and how to try it. */
  private below(record: Counterfactual, way: Way, stale: boolean): TemplateResult {
    const { language } = this;
    const words = this.words('sentence');
    const unusual = unusualSentence(way, language);
    const sentence = words ? waySentence(record, way, words, language) : '';
    return html`
      <p class="try">
        <button type="button" ?disabled=${stale} title=${this.say('page.changing.tryHelp')}
          aria-label=${this.say('page.changing.tryNamed', { sentence })}
          @click=${() => this.controller.tryChanges(way)}>${this.say('page.changing.try')}</button>
        ${unusual ? html`<span class="hint">${unusual}</span>` : nothing}
      </p>
    `;
  }

  private table(record: Counterfactual, way: Way): TemplateResult | typeof nothing {
    const words = this.words('alone');
    if (!words) return nothing;
    const { language } = this;
    const cell = ({ unit }: ChangeLine, text: string, known: boolean) => (unit && known ? withUnit(text, unit) : text);
    const [now, then] = [record.modelOutput, way.output].map((output) => answerName(record, output, words, language));
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label=${this.say('page.changing.table')}>
        <table class="before-after">
          <thead>
            <tr><th scope="col">${this.say('page.changing.column')}</th>
              <th scope="col">${this.say('page.changing.now')}</th>
              <th scope="col">${this.say('page.changing.then')}</th></tr>
          </thead>
          <tbody>
            ${changeLines(record, way, words, language).map(
              (line) => html`<tr><th scope="row"><bdi>${line.marked}</bdi></th>
                <td><bdi>${cell(line, line.from, line.kind !== 'known')}</bdi></td>
                <td><strong><bdi>${cell(line, line.to, line.kind !== 'goneMissing')}</bdi></strong></td></tr>`,
            )}
            <tr class="sum"><th scope="row">${this.say('page.changing.answer')}</th>
              <td><bdi>${now}</bdi></td><td><strong><bdi>${then}</bdi></strong></td></tr>
          </tbody>
        </table>
      </div>
    `;
  }

  /** Columns that stay as they are, and why. */
  private kept({ limits, ways }: Counterfactual): TemplateResult | typeof nothing {
    const words = this.words('alone');
    const kept = limits.columns.filter(({ why }) => why !== null && why !== 'one value');
    if (!words || kept.length === 0 || ways.length === 0) return nothing;
    const of = (wanted: 'protected' | 'identifier' | 'asked'): string => {
      const names = kept.filter(({ why }) => why === wanted).map(({ name }) => words.label(name) ?? name);
      const columns = namesTogether(names, this.state.language);
      return names.length === 0 ? '' : this.say(`page.changing.kept.${wanted}`, { columns, count: names.length });
    };
    return html`<p class="hint">${[of('protected'), of('identifier'), of('asked')]
      .filter((text) => text !== '')
      .join(' ')}</p>`;
  }

  /** What a screen reader is told; null where there is no news. */
  private news(): string | null {
    const { changing, topic, language } = this.spokenState;
    const { search } = changing;
    if (!search || search.study !== topic?.study) return null;
    const { state, slow, record, parts, error } = search;
    if (slow && (state === 'running' || state === 'waiting')) return this.say('page.changing.searching');
    if (state === 'failed') return error ? language.text(error) : this.say('page.changing.cancelled');
    if (state === 'unasked') return this.say('page.changing.ask', { now: null });
    const words = this.words('sentence');
    if (state !== 'done' || !words) return null;
    if (parts) return partsNews(parts, words, language);
    if (!record) return null;
    const [first] = record.ways;
    const found = first ? waySentence(record, first, words, language) : this.say('page.changing.none');
    return `${found} ${proofSentence(record, language)}`;
  }
}

/** What was found of a text or a picture, and what is certain of it. */
function partsNews(record: PartsCounterfactual, words: ChangeWords, language: Language): string {
  const [first] = record.ways;
  const found = first ? partsSentence(record, first, words, language) : language.say('page.changing.none');
  return `${found} ${partsProof(record, language)}`;
}

customElements.define('oriel-change', ChangeView);
