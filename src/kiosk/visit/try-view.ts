import { html, nothing, type TemplateResult } from 'lit';
import { nameIn } from '../../data/card-words.ts';
import { drawPieces } from '../../look/pieces.ts';
import { answerSentence, headline } from '../../wording/answer-sentence.ts';
import { shownClass } from '../../wording/classes.ts';
import { protectedRemark } from '../../wording/display.ts';
import { classOf, drawChart } from './charts.ts';
import { Part } from './part.ts';
import './photo-controls.ts';
import './row-controls.ts';
import './text-controls.ts';
import './zoom.ts';

const BARS = 6;

/** An example: the answer with its picture, and what a visitor may change of the question. */
export class TryView extends Part {
  protected override render() {
    const { of, language, question } = this.state;
    if (!of) return nothing;
    return html`
      <main class="try">
        <section class="answer" aria-live="polite">
          <h1>${nameIn(of.example.name, language.tag)}</h1>
          <p class="sentence">${this.sentence()}</p>
          ${this.progress()} ${this.problem()} ${this.chart()}
        </section>
        <section class="question">${question ? this.controls() : nothing}</section>
      </main>
    `;
  }

  private sentence(): TemplateResult | string {
    const { shown, stale, prediction, facts, language, status, question, problem } = this.state;
    if (shown && !stale) return drawPieces(answerSentence(shown.record, shown.facts.card, classOf(shown), language));
    if (problem) return '';
    if (question?.kind === 'text' && question.text.trim() === '') return this.say('page.answer.noText');
    if (prediction && facts) {
      const choice = shownClass(facts, null, prediction.values, prediction.outputs);
      return drawPieces(headline(facts.card, choice, prediction.values[choice.index], language));
    }
    return this.say(status === 'loading' ? 'kiosk.opening' : 'page.sentence.working');
  }

  private progress(): TemplateResult {
    const { status, part } = this.state;
    const busy = status === 'loading' || status === 'explaining';
    return html`<progress class=${busy ? 'busy' : ''} max="1" value=${part ?? nothing}
      aria-label=${this.say('page.progress.label')} ?hidden=${!busy}></progress>`;
  }

  private problem(): TemplateResult | typeof nothing {
    const { problem, language } = this.state;
    if (!problem) return nothing;
    return html`
      <div class="problem" role="alert">
        <p>${this.say('kiosk.failed', { text: language.text(problem) })}</p>
        <button type="button" @click=${this.visit.again}>${this.say('kiosk.again')}</button>
      </div>
    `;
  }

  private chart(): TemplateResult | typeof nothing {
    const { shown, stale, language } = this.state;
    if (!shown || shown.record.endsOnly) return nothing;
    const chart = html`<div class="chart ${stale ? 'stale' : ''}">${drawChart(shown, language, BARS)}</div>`;
    const remark = protectedRemark(shown.record, shown.facts.card, language);
    if (shown.record.input.kind !== 'image')
      return html`${chart} ${remark === null ? nothing : html`<p class="remark">${remark}</p>`}`;
    return html`<oriel-zoom .closer=${this.say('kiosk.zoom.closer')} .away=${this.say('kiosk.zoom.away')}
      .picture=${chart}></oriel-zoom>`;
  }

  private controls(): TemplateResult {
    const { state, visit } = this;
    switch (state.question?.kind) {
      case 'image':
        return html`<oriel-photo-controls .state=${state} .visit=${visit}></oriel-photo-controls>`;
      case 'text':
        return html`<oriel-text-controls .state=${state} .visit=${visit}></oriel-text-controls>`;
      default:
        return html`<oriel-row-controls .state=${state} .visit=${visit}></oriel-row-controls>`;
    }
  }
}

customElements.define('oriel-try', TryView);
