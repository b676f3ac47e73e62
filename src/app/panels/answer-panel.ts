import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { cardWords, nameIn } from '../../data/card-words.ts';
import type { AppState, Shown, Topic } from '../state.ts';
import { answerSentence, headline, type Piece, plainSentence, predictionText } from '../wording/answer-sentence.ts';
import { type ClassChoice, placeInRecord, shownClass } from '../wording/classes.ts';
import { displayRecord } from '../wording/display.ts';
import { Panel } from './panel.ts';
import './progress-bar.ts';

/** A screen reader is told of the progress no more often than this. */
const betweenAnnouncements = 5_000;

/** The answer: one sentence, the chart with its table, and how far the explanation is. */
export class AnswerPanel extends Panel {
  private announced = '';
  private announcedAt = Number.NEGATIVE_INFINITY;
  private announcedStatus: AppState['status'] = 'loading';

  protected override willUpdate(_changed: PropertyValues<this>): void {
    this.announceNews();
  }

  protected override render() {
    const { state, controller } = this;
    const { shown, stale, opening } = state;
    const waits = opening !== null && opening.length > 0 && state.status !== 'explaining';
    return html`
      <h2 id="answer-title">${this.say('page.regions.answer')}</h2>
      <p class="topic">${this.topicText()}</p>
      <p class="sentence">${this.sentence()}</p>
      <oriel-progress .state=${state} .controller=${controller}></oriel-progress>
      ${waits ? html`<p class="remark waits">${this.say('page.opening', { what: opening })}</p>` : nothing}
      ${this.remark()}
      ${shown && !shown.record.endsOnly ? this.chart(shown, stale) : nothing}
      <p class="visually-hidden" aria-live="polite">${this.announced}</p>
    `;
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
    const { shown, stale, topic, prediction, chosenClass, status, language } = this.state;
    if (this.empty) return this.say('page.answer.noText');
    if (shown && !stale) return draw(this.explained(shown));
    if (topic && prediction) {
      const choice = shownClass(topic.study, chosenClass, prediction.values, prediction.outputs);
      const text = predictionText(topic.study.card, choice, prediction.values[choice.index], language);
      const working: Piece = { text: ` ${this.say('page.sentence.working')}`, tone: 'plain' };
      return draw([headline(text, language), ...(status === 'explaining' ? [working] : [])]);
    }
    if (status === 'error') return this.say('page.answer.failed');
    return shown ? draw(this.explained(shown), true) : this.say('page.answer.loading');
  }

  private classOf({ record, study }: Shown): ClassChoice {
    return shownClass(study, this.state.chosenClass, record.modelOutput, record.outputs);
  }

  private explained(shown: Shown): readonly Piece[] {
    return answerSentence(shown.record, shown.study.card, this.classOf(shown), this.state.language);
  }

  /** What to know about what is on show: an earlier explanation, or one stopped early. */
  private remark(): TemplateResult | typeof nothing {
    const { shown, stale, status } = this.state;
    if (this.empty) return nothing;
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
    const choice = this.classOf(shown);
    const place = placeInRecord(record, choice);
    // While the class asked for is being explained, the likeliest one of the record stays.
    const output = place >= 0 ? place : record.modelOutput.indexOf(Math.max(...record.modelOutput));
    return html`
      <oriel-chart class=${stale || place < 0 ? 'stale' : ''} .language=${language}
        .record=${displayRecord(record, study.card, language)} .output=${output} .flip=${place >= 0 && choice.flip}
        .label=${cardWords(study.card, language.tag).class(place >= 0 ? choice.label : record.outputs[output])}
        .units=${study.card.task === 'regression' ? 'value' : null}
        .chart=${settings.chart === 'auto' ? null : settings.chart}
        @oriel-chart-kind=${(event: CustomEvent<string>) => this.controller.chooseChart(event.detail)}></oriel-chart>
    `;
  }

  /** Tells a screen reader that it began, now and then how far it is, and the answer. */
  private announceNews(): void {
    const { status, progress, shown, stale } = this.state;
    const now = performance.now();
    const news = status !== this.announcedStatus;
    if (status === 'explaining') {
      if (news) this.announce(this.say('page.progress.started'), now);
      else if (progress?.total && progress.done > 0 && now - this.announcedAt > betweenAnnouncements)
        this.announce(
          this.say('page.progress.live', { percent: Math.round((100 * progress.done) / progress.total) }),
          now,
        );
    } else if (news && status === 'done' && shown && !stale) {
      this.announce(plainSentence(this.explained(shown)), now);
    }
    this.announcedStatus = status;
  }

  private announce(text: string, now: number): void {
    this.announced = text;
    this.announcedAt = now;
  }
}

function draw(pieces: readonly Piece[], stale = false): TemplateResult {
  const drawn = pieces.map(({ text, tone }) => {
    if (tone === 'plain') return text;
    return tone === 'headline' ? html`<strong>${text}</strong>` : html`<em class=${tone}>${text}</em>`;
  });
  return html`<span class=${stale ? 'stale' : ''}>${drawn}</span>`;
}

customElements.define('oriel-answer', AnswerPanel);
