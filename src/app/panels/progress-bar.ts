import { html, nothing } from 'lit';
import { SILENCE_SECONDS } from '../../limits.ts';
import { formatTime } from '../../wording/format.ts';
import { Panel } from './panel.ts';

/** How far the opening or the explanation is, and the way to stop it. */
export class ProgressBar extends Panel {
  protected override render() {
    const { progress, status, opening, slow, silent } = this.state;
    const isOpening = opening !== null && slow;
    if (!isOpening && !silent && (!progress || status !== 'explaining')) return nothing;
    // An engine that hears nothing cannot be asked: it is ended.
    const stops = isOpening || silent;
    const { done, total } = progress ?? { done: 0, total: null };
    const part = stops || total === null || done === 0 ? nothing : Math.min(1, done / total);
    const label = this.say(isOpening ? 'page.progress.opening' : 'page.progress.label');
    return html`
      <div class="progress">
        <progress aria-label=${label} max="1" value=${part}></progress>
        <span>${stops ? this.openingText() : progress && this.text(progress)}</span>
        <button type="button" @click=${() => (stops ? this.controller.stop() : this.controller.cancel())}>
          ${this.say('page.progress.cancel')}
        </button>
      </div>
      ${silent ? html`<p class="remark" role="status">${this.silence()}</p>` : nothing}
    `;
  }

  private openingText(): string {
    const { opening } = this.state;
    return opening && opening.length > 0
      ? this.say('page.opening', { what: opening })
      : this.say('page.progress.waiting');
  }

  private silence(): string {
    return this.say('page.engine.silent', { seconds: SILENCE_SECONDS.page });
  }

  private text({ done, total, milliseconds }: NonNullable<typeof this.state.progress>): string {
    const time = formatTime(milliseconds, this.state.language);
    if (done === 0) return this.say('page.progress.preparing', { time });
    return total === null
      ? this.say('page.progress.so', { done, time })
      : this.say('page.progress.of', { done, total, time });
  }
}

customElements.define('oriel-progress', ProgressBar);
