import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { nameIn } from '../../data/card-words.ts';
import { drawPieces } from '../../look/pieces.ts';
import { answerSentence, type Piece, plainSentence } from '../../wording/answer-sentence.ts';
import { classText } from '../../wording/class-words.ts';
import { placeInRecord } from '../../wording/classes.ts';
import { displayRecord, protectedRemark } from '../../wording/display.ts';
import { labelOf } from '../../wording/value-words.ts';
import { hasPairs, pairs } from '../explaining/explainer-choice.ts';
import type { AppState, Shown, Topic } from '../state.ts';
import { answerOnShow, classOf, explanationOnShow } from '../wording/answer-on-show.ts';
import { averageOf } from '../wording/average.ts';
import { blankColumns, filledText } from '../wording/blank-words.ts';
import { changeText } from '../wording/change-words.ts';
import { sourceNews } from '../wording/source-words.ts';
import './answer-tabs.ts';
import { tabId, tabPanelId } from './answer-tabs.ts';
import './on-paper.ts';
import './beside-panel.ts';
import './keep-button.ts';
import { Panel } from './panel.ts';
import './progress-bar.ts';

const withPairs = [pairs] as const;

/** A screen reader is told of the progress no more often than this. */
const betweenAnnouncements = 5_000;

/** The answer: one sentence, the chart with its table, and how far the explanation is. */
export class AnswerPanel extends Panel {
  /** Whether a part of the page did not arrive. */
  private missing = false;
  private announced = '';
  private announcedAt = Number.NEGATIVE_INFINITY;
  private announcedStatus: AppState['status'] = 'loading';

  protected override willUpdate(_changed: PropertyValues<this>): void {
    this.announceNews();
  }

  protected override render() {
    const { state, controller } = this;
    const { stale, opening, slow } = state;
    const shown = explanationOnShow(state);
    const tabs = state.topic !== null;
    const waits = opening !== null && opening.length > 0 && !slow && state.status !== 'explaining';
    return html`
      <div class="head">
        <h2 id="answer-title">${this.say('page.regions.answer')}</h2>
        <div class="about">
          <p class="topic">${this.topicText()}</p>
          <oriel-keep .state=${state} .controller=${controller}></oriel-keep>
        </div>
        <p class="sentence">${this.sentence()}</p>
        ${this.change()} ${this.source()}
      </div>
      <oriel-on-paper .state=${state} .controller=${controller}></oriel-on-paper>
      <oriel-progress .state=${state} .controller=${controller}></oriel-progress>
      ${waits ? html`<p class="remark waits">${this.say('page.opening', { what: opening })}</p>` : nothing}
      ${this.blanks()} ${this.remark()}
      ${tabs ? html`<oriel-answer-tabs .state=${state} .controller=${controller}></oriel-answer-tabs>` : nothing}
      <div class="tab-panel" id=${tabPanelId('why')} role=${tabs ? 'tabpanel' : nothing}
        aria-labelledby=${tabs ? tabId('why') : nothing} ?hidden=${tabs && state.tab !== 'why'}>
        ${shown && !shown.record.endsOnly ? [this.chart(shown, stale), this.shielded(shown)] : nothing}
        <oriel-beside .state=${state} .controller=${controller}></oriel-beside>
      </div>
      ${this.changes()}
      <p class="visually-hidden" aria-live="polite">${this.announced}</p>
    `;
  }

  /** What would change the answer; its part of the page comes when it is first wanted. */
  private changes(): TemplateResult | typeof nothing {
    const { state } = this;
    if (!state.topic) return nothing;
    return html`
      <div class="tab-panel" id=${tabPanelId('change')} role="tabpanel" aria-labelledby=${tabId('change')}
        tabindex="-1" ?hidden=${state.tab !== 'change'}>
        ${state.tab === 'change' ? this.changesOnShow() : nothing}
      </div>
    `;
  }

  private changesOnShow(): TemplateResult {
    const { state, controller } = this;
    if (this.missing) return html`<p class="remark">${this.say('page.answer.notLoaded')}</p>`;
    if (!customElements.get('oriel-change'))
      void import('./change-view.ts').catch(() => {
        this.missing = true;
        this.requestUpdate();
      });
    return html`<oriel-change .state=${state} .controller=${controller}></oriel-change>`;
  }

  /** Whether there is a box to type in, and nothing in it. */
  private get empty(): boolean {
    const { topic, shown } = this.state;
    return topic?.study.card.input.kind === 'text' && topic.text.trim() === '' && shown === null;
  }

  /** "German credit · row 384": what the answer is about. */
  private topicText(): TemplateResult | typeof nothing {
    const { topic } = this.state;
    if (!topic) return nothing;
    const place = this.placeText(topic);
    const title = html`<bdi>${nameIn(topic.title, this.state.language.tag)}</bdi>`;
    return place === null ? title : html`${title} · <bdi>${place}</bdi>`;
  }

  private placeText(topic: Topic): string | null {
    const text = topic.text.trim();
    switch (topic.study.card.input.kind) {
      case 'image':
        return topic.photos[topic.photo]?.name ?? null;
      case 'text':
        return this.say('page.answer.text', { count: text === '' ? 0 : text.split(/\s+/u).length });
      case 'tabular': {
        const edited = topic.values.some((value, column) => value !== topic.edited[column]);
        return edited
          ? this.say('page.answer.changedRow', { row: topic.row })
          : this.say('page.answer.row', { row: topic.row });
      }
    }
  }

  /** The sentence of the record on show; until there is one, the model's answer alone. */
  private sentence(): TemplateResult | string {
    if (this.empty) return this.say('page.answer.noText');
    const answer = answerOnShow(this.state);
    if (answer) return drawPieces(answer.pieces, answer.stale);
    if (this.state.status === 'error') return this.say('page.answer.failed');
    // What was cancelled before there was anything is said below, with the way to run it again.
    if (this.state.status === 'done') return '';
    return this.say(this.state.status === 'explaining' ? 'page.answer.asking' : 'page.answer.loading');
  }

  private explained(shown: Shown): readonly Piece[] {
    const { chosenClass, language } = this.state;
    return answerSentence(shown.record, shown.study.card, classOf(shown, chosenClass), language);
  }

  /** That it was found, where somebody would not expect it. */
  private source(): TemplateResult | typeof nothing {
    const { stale, status, language } = this.state;
    const shown = explanationOnShow(this.state);
    const text = shown && !stale && status === 'done' ? sourceNews(shown, language) : '';
    return text === '' ? nothing : html`<p class="remark source">${text}</p>`;
  }

  /** What the last change did, and the way back. */
  private change(): TemplateResult | typeof nothing {
    const change = this.empty ? null : changeText(this.state, this.state.language);
    if (!change) return nothing;
    const help = this.say('page.change.backHelp');
    return html`
      <p class="change"><strong>${change.numbers}</strong> · <span>${change.cause}.</span> ${change.moved}
        ${
          change.leadsBack
            ? html`<button type="button" class="quiet" title=${help}
                @click=${() => this.controller.back()}>${this.say('page.change.back')}</button>`
            : nothing
        }</p>
    `;
  }

  /** Columns that the model needs a value of, and that have none. */
  private get refused(): readonly number[] {
    const { topic, status, alerts } = this.state;
    const refused = status === 'error' && alerts.some(({ message: { key } }) => key.startsWith('error.data-'));
    return topic && refused ? blankColumns(topic) : [];
  }

  /** What helps where the model cannot take the row; what was put in place of blanks elsewhere. */
  private blanks(): TemplateResult | typeof nothing {
    const { topic, language } = this.state;
    const filled = filledText(this.state, language);
    if (filled !== '') return html`<p class="remark" role="status">${filled}</p>`;
    const blank = this.refused;
    if (!topic || blank.length === 0) return nothing;
    const columns = blank.map((column) => labelOf(topic.study.card, topic.study.columns[column].name, language));
    const fill = () => void this.controller.fillBlanks();
    const skip = () => void this.controller.skipToUsable();
    return html`
      <p class="remark">${this.say('page.blanks.why', { count: columns.length, columns })}</p>
      <p class="helps">
        <button type="button" @click=${skip}>${this.say('page.blanks.skip')}</button>
        <button type="button" title=${this.say('page.blanks.fillHelp')}
          @click=${fill}>${this.say('page.blanks.fill')}</button>
      </p>
    `;
  }

  /** What to know about what is on show: an earlier explanation, or one stopped early. */
  private remark(): TemplateResult | typeof nothing {
    const { stale, status } = this.state;
    const shown = explanationOnShow(this.state);
    // To run again what was refused would help nobody.
    if (this.empty || this.refused.length > 0) return nothing;
    const run = () => this.controller.again();
    const again = html`<button type="button" @click=${run}>${this.say('page.answer.again')}</button>`;
    const remark = (text: string, old = false) =>
      html`<p class="remark">${text} ${old ? this.say('page.answer.kept') : ''} ${again}</p>`;
    if (status === 'explaining')
      return stale ? html`<p class="remark waits">${this.say('page.answer.stale')}</p>` : nothing;
    if (status === 'error') return remark(shown ? this.say('page.answer.failed') : '', shown !== null);
    if (status !== 'done') return nothing;
    if (stale || !shown) return remark(this.say('page.answer.cancelledEmpty'), shown !== null);
    return shown.record.stopped === 'cancelled' ? remark(this.say('page.answer.cancelled')) : nothing;
  }

  private chart(shown: Shown, stale: boolean): TemplateResult {
    const { record, study } = shown;
    const { language, settings } = this.state;
    const choice = classOf(shown, this.state.chosenClass);
    const place = placeInRecord(record, choice);
    // While the class asked for is being explained, the likeliest one of the record stays.
    const output = place >= 0 ? place : record.modelOutput.indexOf(Math.max(...record.modelOutput));
    return html`
      <oriel-chart class=${stale || place < 0 ? 'stale' : ''} .language=${language}
        .record=${displayRecord(record, study.card, language)} .output=${output} .flip=${place >= 0 && choice.flip}
        .label=${classText(study.card, place >= 0 ? choice.label : record.outputs[output], language)}
        .units=${study.card.task === 'regression' ? 'value' : null}
        .chart=${settings.chart === 'auto' ? null : settings.chart}
        .average=${averageOf(this.state.average, shown, output)}
        .offered=${record.input.kind !== 'image' && hasPairs(study, record.players.length) ? withPairs : []}
        @oriel-chart-kind=${(event: CustomEvent<string>) => this.controller.chooseChart(event.detail)}></oriel-chart>
    `;
  }

  /** What the marks in the chart mean. */
  private shielded({ record, study: { card } }: Shown): TemplateResult | typeof nothing {
    const remark = protectedRemark(record, card, this.state.language);
    return remark === null ? nothing : html`<p class="remark">${remark}</p>`;
  }

  /** Tells a screen reader that it began, now and then how far it is, and the answer on show. */
  private announceNews(): void {
    const { status, progress, stale } = this.state;
    const shown = explanationOnShow(this.state);
    const now = performance.now();
    const news = status !== this.announcedStatus;
    if (status === 'explaining') {
      if (news) this.announce(this.say('page.progress.started'), now);
      else if (progress?.total && progress.done > 0 && now - this.announcedAt > betweenAnnouncements)
        this.announce(
          this.say('page.progress.live', { percent: Math.round((100 * progress.done) / progress.total) }),
          now,
        );
    } else if (status === 'done' && shown && !stale) {
      // Another class, language or way back changes the answer without an explanation.
      const answer = plainSentence(this.explained(shown));
      if (answer !== '' && answer !== this.announced) this.announce(answer, now);
    } else if (status === 'error') {
      if (news) this.announce(this.say('page.answer.failed'), now);
    } else if (news && status === 'loading' && !shown) {
      this.announced = ''; // nothing is left on the page of what was forgotten
    }
    this.announcedStatus = status;
  }

  private announce(text: string, now: number): void {
    this.announced = text;
    this.announcedAt = now;
  }
}

customElements.define('oriel-answer', AnswerPanel);
