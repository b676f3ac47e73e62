import { html, nothing } from 'lit';
import { explanationOnShow } from '../wording/answer-on-show.ts';
import { whenText } from '../wording/kept-words.ts';
import { Panel } from './panel.ts';

/** Keeps the explanation on show, and says that it is kept; the same button takes it back. */
export class KeepButton extends Panel {
  protected override render() {
    const { kept, stale, status } = this.state;
    const shown = explanationOnShow(this.state);
    const isKept = kept.entries?.some(({ record }) => record.id === shown?.record.id) ?? false;
    const ready = shown !== null && !stale && status === 'done';
    return html`
      <span class="said" role="status" title=${kept.why ? this.state.language.text(kept.why) : nothing}>${this.said(
        isKept,
        stale ? undefined : shown?.kept,
      )}</span>
      <button type="button" class="quiet" ?disabled=${!ready}
        title=${this.say(isKept ? 'page.kept.unkeepHelp' : 'page.kept.keepHelp')}
        @click=${() => void this.controller.keepShown()}>${
          isKept ? this.say('page.kept.unkeep') : this.say('page.kept.keep')
        }</button>
    `;
  }

  /** That it is kept, or since when, where it is shown as it was then. */
  private said(isKept: boolean, since: number | undefined): string | typeof nothing {
    const { kept, language } = this.state;
    if (since !== undefined) return this.say('page.kept.asKept', { when: whenText(since, language) });
    return isKept ? this.say('page.kept.isKept', { lasts: kept.why === null }) : nothing;
  }
}

customElements.define('oriel-keep', KeepButton);
