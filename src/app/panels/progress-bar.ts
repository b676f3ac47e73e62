import { html, nothing } from 'lit';
import { formatTime } from '../wording/format.ts';
import { Panel } from './panel.ts';

/** How far the explanation is, and the way to stop it. */
export class ProgressBar extends Panel {
  protected override render() {
    const { progress, status } = this.state;
    if (!progress || status !== 'explaining') return nothing;
    const { done, total } = progress;
    const part = total === null || done === 0 ? nothing : Math.min(1, done / total);
    return html`
      <div class="progress">
        <progress aria-label=${this.say('page.progress.label')} max="1" value=${part}></progress>
        <span>${this.text(progress)}</span>
        <button type="button" @click=${() => this.controller.cancel()}>${this.say('page.progress.cancel')}</button>
      </div>
    `;
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
