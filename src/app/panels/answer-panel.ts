import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { pageWords } from '../../words/en.ts';
import type { AppState, Shown } from '../state.ts';
import { type Piece, plainSentence, predictionText, sentence } from '../wording/answer-sentence.ts';
import { placeInRecord, shownClass } from '../wording/classes.ts';
import { displayRecord } from '../wording/display.ts';
import { Panel } from './panel.ts';
import './progress-bar.ts';

const words = pageWords.answer;

/** A screen reader is told how far it is no oftener than this. */
const betweenWords = 5_000;

/** The answer: one sentence, the chart with its table, and how far the explanation is. */
export class AnswerPanel extends Panel {
  private said = '';
  private saidAt = Number.NEGATIVE_INFINITY;
  private saidStatus: AppState['status'] = 'loading';

  protected override willUpdate(_changed: PropertyValues<this>): void {
    this.say();
  }

  protected override render() {
    const { state, controller } = this;
    const { shown, stale, opening } = state;
    return html`
      <h2 id="answer-title">${pageWords.regions.answer}</h2>
      <p class="subject">${this.subjectText()}</p>
      <p class="sentence">${this.sentence()}</p>
      <oriel-progress .state=${state} .controller=${controller}></oriel-progress>
      ${opening && state.status !== 'explaining' ? html`<p class="remark waits">${pageWords.opening(opening)}</p>` : nothing}
      ${this.remark()}
      ${shown ? this.chart(shown, stale) : nothing}
      <p class="visually-hidden" aria-live="polite">${this.said}</p>
    `;
  }

  /** Whether there is a box to type in, and nothing in it. */
  private get empty(): boolean {
    const { subject, shown } = this.state;
    return subject?.study.card.input.kind === 'text' && subject.text.trim() === '' && shown === null;
  }

  /** "German credit · row 384": what the answer is about. */
  private subjectText(): string {
    const { subject } = this.state;
    if (!subject) return '';
    const photo = subject.photos[subject.photo];
    if (subject.study.card.input.kind === 'image') return [subject.title, photo?.name].filter(Boolean).join(' · ');
    if (subject.study.card.input.kind === 'text')
      return `${subject.title} · ${words.text(subject.text.trim() === '' ? 0 : subject.text.trim().split(/\s+/u).length)}`;
    const edited = subject.values.some((value, column) => value !== subject.edited[column]);
    const row = words.row(subject.row);
    return `${subject.title} · ${edited ? words.changedRow(row) : row}`;
  }

  /** The sentence of the record on show; until there is one, the model's answer alone. */
  private sentence(): TemplateResult | string {
    const { shown, stale, subject, prediction, chosenClass, status } = this.state;
    if (this.empty) return words.noText;
    if (shown && !stale)
      return draw(
        sentence(
          shown.record,
          shown.study.card,
          shownClass(shown.study, chosenClass, shown.record.modelOutput, shown.record.outputs),
        ),
      );
    if (subject && prediction) {
      const choice = shownClass(subject.study, chosenClass, prediction.values, prediction.outputs);
      const headline: Piece = {
        text: `${predictionText(subject.study.card, choice, prediction.values[choice.index])}.`,
        tone: 'headline',
      };
      return draw(
        status === 'explaining' ? [headline, { text: ` ${pageWords.sentence.working}`, tone: 'plain' }] : [headline],
      );
    }
    if (status === 'error') return words.failed;
    if (shown)
      return draw(
        sentence(
          shown.record,
          shown.study.card,
          shownClass(shown.study, chosenClass, shown.record.modelOutput, shown.record.outputs),
        ),
        true,
      );
    return words.loading;
  }

  /** What to know about what is on show: an earlier explanation, or one stopped early. */
  private remark(): TemplateResult | typeof nothing {
    const { shown, stale, status } = this.state;
    if (this.empty) return nothing;
    const again = html`<button type="button" @click=${() => this.controller.again()}>${words.again}</button>`;
    if (status === 'explaining') return stale ? html`<p class="remark waits">${words.stale}</p>` : nothing;
    if (status === 'error') return html`<p class="remark">${shown ? `${words.failed} ${words.kept}` : ''} ${again}</p>`;
    if (status !== 'done') return nothing;
    if (stale || !shown) return html`<p class="remark">${words.cancelledEmpty} ${shown ? words.kept : ''} ${again}</p>`;
    return shown.record.stopped === 'cancelled' ? html`<p class="remark">${words.cancelled} ${again}</p>` : nothing;
  }

  private chart({ record, study }: Shown, stale: boolean): TemplateResult | typeof nothing {
    const choice = shownClass(study, this.state.chosenClass, record.modelOutput, record.outputs);
    const place = placeInRecord(record, choice);
    // The class asked for is being explained: until then the likeliest one of the record stays.
    const output = place >= 0 ? place : record.modelOutput.indexOf(Math.max(...record.modelOutput));
    const { chart } = this.state.settings;
    return html`
      <oriel-chart class=${stale || place < 0 ? 'stale' : ''} .record=${displayRecord(record, study.card)} .output=${output} .flip=${place >= 0 && choice.flip}
        .label=${place >= 0 ? choice.label : record.outputs[output]} .units=${study.card.task === 'regression' ? 'value' : null} .chart=${chart === 'auto' ? null : chart}
        @oriel-chart-kind=${(event: CustomEvent<string>) => this.controller.chooseChart(event.detail)}></oriel-chart>
    `;
  }

  /** Words for a screen reader: that it began, now and then how far it is, and the answer. */
  private say(): void {
    const { status, progress, shown, stale } = this.state;
    const now = performance.now();
    const news = status !== this.saidStatus;
    if (status === 'explaining') {
      if (news) this.tell(pageWords.progress.started, now);
      else if (progress?.total && progress.done > 0 && now - this.saidAt > betweenWords)
        this.tell(pageWords.progress.live(Math.round((100 * progress.done) / progress.total)), now);
    } else if (news && status === 'done' && shown && !stale) {
      this.tell(
        plainSentence(
          sentence(
            shown.record,
            shown.study.card,
            shownClass(shown.study, this.state.chosenClass, shown.record.modelOutput, shown.record.outputs),
          ),
        ),
        now,
      );
    }
    this.saidStatus = status;
  }

  private tell(text: string, now: number): void {
    this.said = text;
    this.saidAt = now;
  }
}

function draw(pieces: readonly Piece[], stale = false): TemplateResult {
  return html`<span class=${stale ? 'stale' : ''}>${pieces.map(({ text, tone }) => (tone === 'plain' ? text : tone === 'headline' ? html`<strong>${text}</strong>` : html`<em class=${tone}>${text}</em>`))}</span>`;
}

customElements.define('oriel-answer', AnswerPanel);
