import { html, nothing } from 'lit';
import { pageWords } from '../../words/en.ts';
import { formatCount, formatTime } from '../wording/format.ts';
import { Panel } from './panel.ts';

const words = pageWords.progress;

/** How far the explanation is, and the way to stop it. */
export class ProgressBar extends Panel {
  protected override render() {
    const { progress, status } = this.state;
    if (!progress || status !== 'explaining') return nothing;
    const { done, total, milliseconds } = progress;
    const time = formatTime(milliseconds);
    const text =
      done === 0
        ? words.preparing(time)
        : total === null
          ? words.so(formatCount(done), time)
          : words.of(formatCount(done), formatCount(total), time);
    return html`
      <div class="progress">
        <progress aria-label=${words.label} max="1" value=${total === null || done === 0 ? nothing : Math.min(1, done / total)}></progress>
        <span>${text}</span>
        <button type="button" @click=${() => this.controller.cancel()}>${words.cancel}</button>
      </div>
    `;
  }
}

customElements.define('oriel-progress', ProgressBar);
