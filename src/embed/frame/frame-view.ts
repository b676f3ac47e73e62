import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { MessageKey, MessageValues } from '../../catalogue/message.ts';
import { drawPieces } from '../../look/pieces.ts';
import { classText } from '../../wording/class-words.ts';
import { displayRecord, protectedRemark } from '../../wording/display.ts';
import { formatTime } from '../../wording/format.ts';
import type { Acts } from './acts.ts';
import { createAnnouncing } from './announcing.ts';
import { drawnOf, sentenceOf, sureOf } from './answer.ts';
import './bring-form.ts';
import './proof.ts';
import type { FrameState, Shown } from './state.ts';
import { titleOf } from './title.ts';

/** Bars at first: the page around has other things to show. A button shows all. */
const MOST_BARS = 8;

/** What a person can have done. */
export type Doing = Pick<Acts, 'bring' | 'computeHere' | 'stop' | 'dismiss'> & {
  readonly chooseChart: (name: string) => void;
};

/**
 * The answer, its chart and how sure it is. In the document's own tree, under its style sheets.
 */
export class FrameView extends LitElement {
  static override properties = { state: { attribute: false } };
  declare state: FrameState;
  /** What answers a person; there before anything is drawn that asks. */
  doing!: Doing;
  private readonly announcing = createAnnouncing();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  private say(key: MessageKey, values?: MessageValues): string {
    return this.state.language.say(key, values);
  }

  protected override render() {
    const { state } = this;
    const { shown, stale, language } = state;
    const { pieces, stale: earlier } = sentenceOf(state);
    return html`
      <h1 class="visually-hidden">${titleOf(state)}</h1>
      ${this.problem()}
      <p class="sentence">${pieces.length > 0 ? drawPieces(pieces, earlier) : this.waiting()}</p>
      ${this.progress()} ${this.remark()}
      ${shown && !shown.record.endsOnly ? [this.chart(shown, stale), this.shielded(shown)] : nothing}
      ${shown ? this.sure(shown) : nothing}
      ${state.offered ? html`<oriel-bring .state=${state} .bring=${this.doing.bring}></oriel-bring>` : nothing}
      <oriel-proof .state=${state}></oriel-proof>
      <p class="visually-hidden" aria-live="polite" lang=${language.tag}>${this.announcing(state)}</p>
    `;
  }

  private problem(): TemplateResult | typeof nothing {
    const { problem, language } = this.state;
    if (!problem) return nothing;
    return html`
      <div class="alert" role="alert">
        <p>${language.text(problem)}</p>
        <button type="button" class="quiet" @click=${this.doing.dismiss}>${this.say('page.alerts.dismiss')}</button>
      </div>
    `;
  }

  /** Where there is no answer yet: what comes first. */
  private waiting(): string {
    const { status, about, offered, problem } = this.state;
    if (problem) return this.say('page.answer.failed');
    if (status === 'explaining') return this.say('page.sentence.working');
    if (status === 'loading') return this.say(about ? 'widget.frame.opening' : 'widget.frame.waiting');
    if (offered) return this.say(offered === 'text' ? 'page.answer.noText' : 'widget.frame.noPhoto');
    return this.say('widget.frame.nothing');
  }

  private progress(): TemplateResult | typeof nothing {
    const { slow, status, progress } = this.state;
    if (!slow || (status !== 'explaining' && status !== 'loading')) return nothing;
    const { done, total, milliseconds } = progress ?? { done: 0, total: null, milliseconds: null };
    const part = total === null || done === 0 ? nothing : Math.min(1, done / total);
    const time = milliseconds === null ? null : formatTime(milliseconds, this.state.language);
    const text =
      status === 'loading' || time === null
        ? this.say('widget.frame.opening')
        : done === 0
          ? this.say('page.progress.preparing', { time })
          : total === null
            ? this.say('page.progress.so', { done, time })
            : this.say('page.progress.of', { done, total, time });
    return html`
      <div class="progress">
        <progress aria-label=${this.say('page.progress.label')} max="1" value=${part}></progress>
        <span>${text}</span>
        <button type="button" @click=${this.doing.stop}>${this.say('page.progress.cancel')}</button>
      </div>
    `;
  }

  /** What to know about what is on show. */
  private remark(): TemplateResult | typeof nothing {
    const { shown, stale, status, note, live, language } = this.state;
    const earlier = shown && stale && (status === 'explaining' ? 'page.answer.stale' : 'page.answer.kept');
    const texts = [note ? language.text(note) : null, earlier ? this.say(earlier) : null].filter(
      (text) => text !== null,
    );
    if (texts.length === 0 && !live) return nothing;
    const label = this.say('widget.frame.computeHere');
    const compute = html`<button type="button" @click=${this.doing.computeHere}>${label}</button>`;
    const waits = status === 'explaining' ? 'waits' : '';
    return html`<p class="remark ${waits}">${texts.join(' ')} ${live ? compute : nothing}</p>`;
  }

  private chart(shown: Shown, stale: boolean): TemplateResult {
    const { language, chart } = this.state;
    const { record, about } = shown;
    const { output, label, flip } = drawnOf(shown);
    return html`
      <oriel-chart plain .max=${MOST_BARS} class=${stale ? 'stale' : ''} .language=${language}
        .record=${displayRecord(record, about.card, language)} .output=${output} .flip=${flip}
        .label=${classText(about.card, label, language)}
        .units=${about.card.task === 'regression' ? 'value' : null} .chart=${chart}
        @oriel-chart-kind=${(event: CustomEvent<string>) => this.doing.chooseChart(event.detail)}></oriel-chart>
    `;
  }

  /** What the marks in the chart mean. */
  private shielded({ record, about: { card } }: Shown): TemplateResult | typeof nothing {
    const remark = protectedRemark(record, card, this.state.language);
    return remark === null ? nothing : html`<p class="remark">${remark}</p>`;
  }

  private sure(shown: Shown): TemplateResult {
    const { word, text, level } = sureOf(shown, this.state.language);
    const title = this.say('page.trust.sure');
    return html`
      <p class="sure ${this.state.stale ? 'stale' : ''}" data-level=${level}>
        <span class="visually-hidden">${title}</span> <strong>${word}</strong> <span>· ${text}</span>
      </p>
    `;
  }
}

customElements.define('oriel-frame', FrameView);
