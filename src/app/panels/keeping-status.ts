import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { KeepingWork, KeptModel } from '../keeping/kept-things.ts';
import { sizeText } from '../wording/kept-words.ts';
import { Panel } from './panel.ts';

/** What is done with a model at this moment, or was done last, with the way back. */
export class KeepingStatus extends Panel {
  private deletedBefore: KeptModel | null = null;

  /** The button that deleted it is gone, and the focus with it: the way back is where it goes. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { deletedModel } = this.state.kept;
    const before = this.deletedBefore;
    const undo = this.querySelector<HTMLElement>('.undo');
    if (deletedModel && !undo) return; // until nothing is under way any more
    this.deletedBefore = deletedModel;
    if (undo && deletedModel !== before && document.activeElement === document.body) undo.focus();
  }

  protected override render() {
    const { work, deletedModel } = this.state.kept;
    const said = work ? this.work(work) : nothing;
    if (said !== nothing || !deletedModel) return html`<div class="keeping-status" role="status">${said}</div>`;
    const undo = () => void this.controller.undoDeleteModel();
    return html`
      <div class="keeping-status" role="status">
        <p>${this.say('page.models.deleted', { name: deletedModel.name })}</p>
        ${
          deletedModel.missing
            ? nothing
            : html`<button type="button" class="undo" @click=${undo}>${this.say('page.kept.undo')}</button>`
        }
      </div>
    `;
  }

  private work({ what, name = '', done, total = 0 }: KeepingWork): TemplateResult | typeof nothing {
    const { language } = this.state;
    if (what === 'open') return html`<p>${this.say('page.models.opening', { name })}</p>`;
    if (what === 'delete') return html`<p>${this.say('page.models.deleting', { name })}</p>`;
    if (what !== 'keep') return nothing;
    // Each byte is read and written: the files themselves are half of that.
    const [now, all] = [sizeText(done / 2, language), sizeText(total / 2, language)];
    return html`
      <p>${this.say('page.models.keeping', { name, done: now, total: all })}</p>
      <progress aria-label=${this.say('page.models.progress')} max=${total || 1} value=${done}></progress>
    `;
  }
}

customElements.define('oriel-keeping-status', KeepingStatus);
