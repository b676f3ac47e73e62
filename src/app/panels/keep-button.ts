import { html, nothing } from 'lit';
import { explanationOnShow } from '../wording/answer-on-show.ts';
import { Panel } from './panel.ts';

/** Keeps the explanation on show, and says that it is kept; the same button takes it back. */
export class KeepButton extends Panel {
  protected override render() {
    const { kept, stale, status } = this.state;
    const shown = explanationOnShow(this.state);
    const isKept = kept.entries?.some(({ record }) => record.id === shown?.record.id) ?? false;
    const ready = shown !== null && !stale && status === 'done';
    const lasts = kept.why === null;
    return html`
      <span class="said" role="status" title=${kept.why ? this.state.language.text(kept.why) : nothing}>${
        isKept ? this.say('page.kept.isKept', { lasts }) : nothing
      }</span>
      <button type="button" class="quiet" ?disabled=${!ready}
        title=${this.say(isKept ? 'page.kept.unkeepHelp' : 'page.kept.keepHelp')}
        @click=${() => void this.controller.keepShown()}>${
          isKept ? this.say('page.kept.unkeep') : this.say('page.kept.keep')
        }</button>
    `;
  }
}

customElements.define('oriel-keep', KeepButton);
